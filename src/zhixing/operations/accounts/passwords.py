"""The length of a password, refused in the reader's language: the framework's own sentence has no Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import get_language


class LongEnough(MinimumLengthValidator):
    """Refuses a password that is too short."""

    def get_error_message(self) -> str:
        """What is wrong with it."""
        if (get_language() or "").startswith("en"):
            return f"This password is too short: it must have at least {self.min_length} characters."
        return f"密码太短，至少 {self.min_length} 个字符。"
