"""The live view's keys."""

import unittest

from csg.views.top_view import ALL, FILE, HELD, KEYS, ONE, QUIT, RELEASE, SESSION, TELL, Key, Request, View

A, B = Key(SESSION, "a", ""), Key(SESSION, "b", "")
CART = Key(FILE, "", "/cart.py")
HIS = Key(HELD, "b", "/cart.py")
KEYS_THERE = [CART, HIS, A, B]


class Keys(unittest.TestCase):
    def setUp(self) -> None:
        self.view = View()
        self.view.settle(KEYS_THERE)

    def press(self, *keys: str) -> "Request | None":
        done = None
        for key in keys:
            done = self.view.press(key, KEYS_THERE)
        return done

    def test_moving(self) -> None:
        self.assertEqual(self.view.chosen, CART)
        for keys, chosen in ((("j",), HIS), (("down", "down", "down"), B), (("k", "up"), HIS), (("end",), B)):
            self.press(*keys)
            self.assertEqual(self.view.chosen, chosen)
        self.press("home")
        self.assertEqual(self.view.chosen, CART)

    def test_opening_and_back(self) -> None:
        for back in ("escape", "q", "left"):
            self.press("enter")
            self.assertEqual(self.view.shows, ONE)
            self.assertIsNone(self.press("j", back))
            self.assertEqual((self.view.shows, self.view.chosen), (ALL, CART))
        self.press("?")
        self.assertEqual(self.view.shows, KEYS)
        self.assertIsNone(self.press("q"))
        self.assertEqual(self.press("q"), Request(QUIT))

    def test_telling(self) -> None:
        self.assertEqual(self.press("j", "t", *"hi q!", "back", "enter"), Request(TELL, HIS, "hi q"))
        self.assertIsNone(self.press("t", "x", "escape"))
        self.assertIsNone(self.press("t", " ", "enter"))
        self.assertEqual(self.press("q"), Request(QUIT))

    def test_releasing_asks(self) -> None:
        self.assertIsNone(self.press("r"))
        self.assertIsNone(self.press("enter"))
        self.assertEqual(self.press("r", "y"), Request(RELEASE, CART))

    def test_no_answer_is_given_to_another_one(self) -> None:
        """What was asked about goes while the question stands: the next one is not released for it."""
        self.press("j", "r")
        self.view.settle([A, B])
        self.assertEqual(self.view.chosen, B)
        self.assertIsNone(self.press("y"))

    def test_a_message_is_for_whom_it_was_begun(self) -> None:
        self.press("end", "t", "h")
        self.view.settle([A])
        self.assertFalse(self.view.typing)
        self.press("home", "j", "t", "h")  # to one that lets go of the file meanwhile: still to that session
        self.view.settle([A, B])
        self.assertEqual(self.press("i", "enter"), Request(TELL, B, "hi"))

    def test_filtering(self) -> None:
        self.press("/", "c", "a")
        self.assertEqual(self.view.filter, "ca")
        self.press("back", "enter")
        self.assertEqual((self.view.filter, self.view.typing), ("c", ""))
        self.press("escape")
        self.assertEqual(self.view.filter, "")
        self.press("/", "c", "escape")
        self.assertEqual((self.view.filter, self.view.typing), ("", ""))

    def test_control_characters_are_not_typed(self) -> None:
        self.press("t", "\x01", "\u202e", "page down", "x")
        self.assertEqual(self.view.typed, "x")

    def test_nothing_to_choose(self) -> None:
        view = View()
        view.settle([])
        for key in ("j", "enter", "t", "r", "end", "other"):
            self.assertIsNone(view.press(key, []))
        self.assertEqual((view.shows, view.typing, view.releasing), (ALL, "", False))


if __name__ == "__main__":
    unittest.main()
