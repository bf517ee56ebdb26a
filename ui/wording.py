"""Every English string of the pages, by where it stands. What an answer says is worded in `rag`."""

# The page.
ASK_TAB, ARCHIVE_TAB, MEASURE_TAB = "Ask", "Archive", "Measure"

# The conversation.
CONVERSATION = "Conversation"
INVITATION = (
    "Ask the archive. Every sentence of an answer is quoted from an article; "
    "what no article says, Dateline does not say."
)
QUESTION = "Question"
ASKING = "Ask a question"
ASK = "Ask"
CLEAR = "Clear"
SAVE_AS = "Save as {}"

# An answer.
NO_ANSWER = "Not in the articles"
NOTHING_ON = "Nothing was found on"
UNDERSTOOD = "Understood as"
EDIT = "Change it"
ONLY_THEN = "Search this time alone: put it into the filters"
SEE_NEAREST = "See the nearest passages"
INSTEAD = "The archive can answer"
COPY, COPY_HOW, COPIED = "Copy", "Copy the answer with its sources, as Markdown", "Copied"
AS_OF = "As of {}"
NONE_DATED = "None of the cited articles is dated"

# A judgement.
JUDGED = {
    "right": ("Right", "Keep this answer as a right one, to check later versions by"),
    "wrong": ("Wrong", "Say what would be right"),
}
WHAT_IS_RIGHT = "What would be right? Leave it empty if the articles do not say."
KEEP = "Keep"
KEPT = "Kept in {}"
NOT_KEPT = "{file} cannot be written ({reason}); nothing was kept"

# The evidence.
EVIDENCE = "Evidence"
EMPTY_PANEL = "The quotations behind an answer appear here, each within its passage."
NEAREST = "nearest, not an answer"
UNDATED = "undated"
UNTITLED = "Untitled"
NO_PUBLISHER = "publisher not named"
NEWER = "There is a newer revision of this article"
READ = "Read the article"
ALSO_IN = "Also in"
DATED_BY = {
    "page": "dated by the page",
    "url": "dated by its address",
    "text": "dated by a stamp in the text",
    "story": "dated by a copy or revision of it",
    "event": "dated by another article about the same event",
}

# The filters.
EVERY_PUBLISHER = "All publishers"
PUBLISHER = "Publisher"
AFTER, BEFORE = "After", "Before"
DATE_HINT = "2019-09-09"

# The page of an article.
GREY = "Grey out what is not the article"
OTHERS = "The same story in"
UNKNOWN_ARTICLE = "There is no such article in the archive."
