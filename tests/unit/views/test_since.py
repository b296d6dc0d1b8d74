"""since: spans, times of day and dates, in the local time zone."""

import argparse
import os
import time
import unittest
from unittest import mock

from csg.base import errors
from csg.views import since

NOW = 1_700_000_000.0  # 2023-11-14 22:13:20 UTC, 23:13:20 in Berlin


class Parse(unittest.TestCase):
    def setUp(self) -> None:
        self.zone("UTC")

    def zone(self, name: str) -> None:
        patched = mock.patch.dict(os.environ, TZ=name)
        patched.start()
        time.tzset()
        self.addCleanup(time.tzset)
        self.addCleanup(patched.stop)

    def test_spans(self) -> None:
        for text, seconds in (
            ("90s", 90),
            ("30m", 1800),
            ("2h", 7200),
            ("1.5h", 5400),
            ("3d", 3 * 86400),
            ("1w", 7 * 86400),
            (" 2 Hours ", 7200),
            ("30 min", 1800),
            ("1 day", 86400),
            ("0s", 0),
        ):
            self.assertEqual(since.parse(text, NOW), NOW - seconds, text)

    def test_a_time_of_day_is_its_last(self) -> None:
        self.assertEqual(since.parse("22:00", NOW), NOW - 800)
        self.assertEqual(since.parse("22:13:20", NOW), NOW)
        self.assertEqual(since.parse("22:14", NOW), NOW + 40 - 86400)

    def test_days_and_dates(self) -> None:
        midnight = NOW - 22 * 3600 - 800
        self.assertEqual(since.parse("today", NOW), midnight)
        self.assertEqual(since.parse("yesterday", NOW), midnight - 86400)
        self.assertEqual(since.parse("2023-11-14", NOW), midnight)
        for text in ("2023-11-14 01:00", "2023-11-14T01:00", "2023-11-14t01:00:00"):
            self.assertEqual(since.parse(text, NOW), midnight + 3600)

    def test_local_time_also_across_the_end_of_summer_time(self) -> None:
        self.zone("CET-1CEST,M3.5.0,M10.5.0/3")
        self.assertEqual(since.parse("23:00", NOW), NOW - 800)
        after = 1_698_580_800.0  # 2023-10-29 13:00 CET: clocks went back that night
        self.assertEqual(time.localtime(after).tm_hour, 13)
        self.assertEqual(since.parse("today", after), after - 14 * 3600)

    def test_long_ago_is_the_beginning(self) -> None:
        self.assertEqual(since.parse("999999999w", NOW), 0.0)

    def test_what_is_no_time_is_one_line(self) -> None:
        for text in ("", "2", "h", "2x", "-2h", "25:00", "2023-02-30", "soon", "1" * 400 + "h", "\u0662h", "a\nb\x1b"):
            with self.assertRaises(errors.UsageError) as caught:
                since.parse(text, NOW)
            self.assertTrue(str(caught.exception).isprintable())
        with self.assertRaisesRegex(errors.UsageError, "yet to come"):
            since.parse("2023-11-15", NOW)

    def test_the_option(self) -> None:
        parser = argparse.ArgumentParser()
        since.argument(parser, "what happened", "4h")
        self.assertEqual(parser.parse_args([]).since, "4h")
        self.assertIn("what happened since then: 2h", " ".join(parser.format_help().split()))


if __name__ == "__main__":
    unittest.main()
