"""The words and phrases that the extension adds to pages, in English.

They are extracted from here and translated by the same catalog as the registry's texts.
"""

from enum import Enum


class Word(str, Enum):
    """A heading, label or sentence; its value is the English text, which is the message id."""

    NAME = "Name"
    VALUE = "Value"
    DESCRIPTION = "Description"
    GROUP = "Group"
    ERROR_CODES = "Error codes"
    ERROR_CODE = "error code"
    CODES = "codes"
    RETURNS = "Returns"
    CALLS = "Error codes by call"
    OTHER_CALLS = "Other calls"
    RETRY = "Retry"
    RETRY_NEVER = "Do not retry"
    RETRY_AFTER_FIX = "Retry after a fix"
    RETRY_BACKOFF = "Wait, then retry"
    ADDED = "New"
    RENAMED = "Renamed after this version"
    DEPRECATED = "Deprecated"
    REMOVED = "Removed"
    UNRELEASED = "Not in a release yet"
    NO_CHANGES = "No code changed."
    NOT_RAISED = "Nothing returns this code at present."
    SAME_NUMBER = "The number also means"
    CAUSES = "Causes"
    RECOGNIZED = "Cause found by its log text"
    OTHER_CAUSES = "Other causes"
    LOG = "Log"
    MORE = "{number} more"
    ACTIONS = "What to do"
    RETURNED_BY = "Returned by"
    SEE_ALSO = "See also"
    EFFECT = "Effect"
    SINCE = "Since"
    UNTIL = "Until"
    ISSUES = "Known issues"
    DEPRECATED_SINCE = "Deprecated since"
    REMOVED_IN = "Removed in"
    REPLACED_BY = "Replaced by"
    ALIASES = "Other names"
    FORMER_NAMES = "Former names"
    CHECKED = "Checked against"
    DEFINED_IN = "Defined in"
    MENTIONED_ON = "Mentioned on"
    BACK_TO_TABLE = "Back to the table"
    SEVERAL_MEANINGS = "Several error codes have this number or name."
    COMPONENT = "Component"
    FILTER = "Filter"
    FILTER_TABLE = "Filter {table}"
    FILTER_HINT = "Number, name or words"
    FILTER_STATUS = "{shown} of {all} codes"
    FILTER_NONE = "No code matches."
    FILTER_ELSEWHERE = "{shown} in {table}"
    FILTER_NEAR = "Did you mean {code}?"
    FILTER_SITE = "Search all pages"
    FILTER_ALL_GROUPS = "All groups"
    FILTER_ALL_RETRY = "Any retry advice"
    FILTER_CLEAR = "Clear"
    ROW_LINK = "Link to {code}"
    LOG_LINES = "Lines of the log"
    FIRST_LINE = "First line"
    LAST_LINE = "Last line"
    UNCERTAIN = "The number has several meanings, and these lines do not tell which."

    def __str__(self) -> str:
        """Return the English text instead of ``Word.NAME``, for Sphinx, which calls `str`."""
        return self.value


RETRY = {
    "never": Word.RETRY_NEVER,
    "after-fix": Word.RETRY_AFTER_FIX,
    "backoff": Word.RETRY_BACKOFF,
}
"""The word for each value of `retry`."""

APIS = {
    "python": "Python",
    "c": "C",
    "c++": "C++",
    "http": "HTTP",
    "rust": "Rust",
    "go": "Go",
    "java": "Java",
}
"""The name of each API for readers."""
