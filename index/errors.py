"""The errors that Dateline raises on purpose.

    DatelineError
    ├── ArticleError        an article, a file or a line of a file cannot be used
    │   └── IdClashError    two sources claim the same article id
    ├── IndexFolderError    a folder is missing, is no index, is too new, or is being written
    ├── EmbedderError       an embedding model is missing, damaged, or not the index's own
    ├── LanguageModelError  a language model cannot be reached, fails, or takes too long
    └── QuestionError       a question, its history or a filter makes no sense

Each message is one sentence or two that name the value and the next step. The library raises
them; the command line prints them on stderr and exits with 1.
"""


class DatelineError(Exception):
    """The base of every error that Dateline raises on purpose."""


class ArticleError(DatelineError):
    """An article, a file or a line of a file cannot be used."""


class IdClashError(ArticleError):
    """Two sources claim the same article id."""


class IndexFolderError(DatelineError):
    """A folder is missing, is no index, is too new, or is being written by another program."""


class EmbedderError(DatelineError):
    """An embedding model is missing, damaged, or not the one that made the index."""


class LanguageModelError(DatelineError):
    """A language model cannot be reached, fails, or takes too long."""


class QuestionError(DatelineError):
    """A question, its history or a filter makes no sense."""
