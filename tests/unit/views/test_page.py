"""page: nothing that is shown can become markup, and the policy names the very script."""

import base64
import hashlib
import json
import re
import unittest

from csg.views import page


class Document(unittest.TestCase):
    def test_data_cannot_end_its_element(self) -> None:
        data = ["</script><script>", "<!--", "]]>", "&amp;", "\u2028\u2029", "\ud800", "\x00", '"\\']
        text = page.as_json(data)
        self.assertFalse(set("<>&\u2028\u2029") & set(text))
        text.encode("ascii")
        self.assertEqual(json.loads(text), data)

    def test_text_is_no_markup(self) -> None:
        self.assertEqual(page.escaped("<a href='\"'>&"), "&lt;a href=&#x27;&quot;&#x27;&gt;&amp;")
        made = page.document("</title><b>", "").decode()
        self.assertIn("<title>&lt;/title&gt;&lt;b&gt;</title>", made)

    def test_the_policy(self) -> None:
        made = page.document("x", "", script="let a = '\u00e9';", data={}).decode()
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', made)
        (script,) = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        self.assertIn("default-src 'none'", policy)
        self.assertIn("script-src 'sha256-%s'" % digest, policy)
        self.assertNotIn("script-src", page.document("x", "").decode())


if __name__ == "__main__":
    unittest.main()
