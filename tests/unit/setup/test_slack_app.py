"""slack_app: what the app may do."""

import unittest

from csg.setup import slack_app


class Manifest(unittest.TestCase):
    def test_manifest_asks_for_two_scopes(self) -> None:
        self.assertEqual(slack_app.MANIFEST["oauth_config"]["scopes"]["bot"], ["chat:write", "reactions:write"])
        self.assertLessEqual(len(slack_app.MANIFEST["display_information"]["description"]), 140)


if __name__ == "__main__":
    unittest.main()
