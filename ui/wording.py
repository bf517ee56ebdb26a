"""Every English string of the pages, by where it stands. What an answer says is worded in `rag`."""

# The page.
ASK_TAB, ARCHIVE_TAB, MEASURE_TAB = "Ask", "Archive", "Measure"
HOLDS = "{articles} from {publishers}, {newest}"
NEWEST, NONE_HELD_DATED = "the newest dated {}", "none of them dated"
HOLDS_NOTHING = "{articles} from {publishers}"
ARTICLES_COUNTED = ("1 article", "{:,} articles")
PUBLISHERS_COUNTED = ("1 publisher", "{:,} publishers")

# The conversation.
CONVERSATION = "Conversation"
INVITATION = (
    "Ask the archive. Every sentence of an answer is quoted from an article; "
    "what no article says, Dateline does not say."
)
INVITATION_WORDED = (
    "Ask the archive. A language model words the answers; each sentence is checked against the "
    "quotations it cites, and what they do not say is struck out."
)
QUESTION = "Question"
ASKING = "Ask a question"
ASK = "Ask"
STOP = "Stop"
CLEAR = "Clear"
SAVE_AS = "Save as {}"

# An answer.
NO_ANSWER = "Not in the articles"
NOTHING_ON = "Nothing was found on"
UNDERSTOOD = "Understood as"
EDIT = "Change it"
PREFERRED = "Preferred: {}"
ONLY_THEN = "Search this time alone: put it into the filters"
ANY_TIME, ANY_TIME_HOW = "any time instead", "Ask again, whatever the time"
ASKED_AGAIN = {
    "now": ("Ask again", "With the filters as they are now"),
    "change": ("Change", "Put the question into the box, to change it"),
}
ONLY = "Only {}"
ONE_OF = " or "
FROM_ON, UP_TO = "from {} on", "up to {}"
ORDERED = {"latest": "the latest", "earliest": "the earliest"}
YES_OR_NO = "yes or no is for you to judge from the quotations"
NOTHING_NEWER = "nothing newer on it was found"
UNDATED_LEFT_OUT = (
    "1 undated article was left out",
    "{:,} undated articles were left out",
)
TELLING = (" telling one story", " telling {:,} stories")
WORDED = "worded by {}, each sentence checked against what it cites"
NOT_WORDED = "quoted, not worded: {}"
TAKEN_OUT = "Taken out, for the quotations do not say it"
FAULTS = {
    "citation": "it cites nothing that says so",
    "quotation marks": "no quotation has the words {}",
    "address": "no quotation has the address {}",
    "date": "no such date: {}",
    "number": "no such number: {}",
    "name": "no such name: {}",
    "negation": "said the other way: {}",
    "hedge": "said there as less sure: {}",
    "meaning": "most of it is not there",
}
DRAFT = "A draft, not checked yet"
DIFFER = "Side by side"
SAID_BEFORE = "Said before"
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
NOT_ASKED_AGAIN = "Nothing was kept: under filters it could not be asked again as it was"
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
TIMELINE = "When the sources were published"
DATED_BY = {
    "page": "dated by the page",
    "url": "dated by its address",
    "text": "dated by a stamp in the text",
    "story": "dated by a copy or revision of it",
    "event": "dated by another article about the same event",
}

# The filters.
PUBLISHER, TIME = "Publisher", "Published"
AFTER, BEFORE = "After", "Before"
DATE_HINT = "2019-09-09"

# The page of an article.
GREY = "Grey out what is not the article"
OTHERS = "The same story in"
UNKNOWN_ARTICLE = "There is no such article in the archive."

# The archive.
ARTICLES, STORIES = "Articles", "Stories told twice or more"
SHOW, ORDER, LOOK_IN = "Show", "Order", "Look in"
SEARCH_FOR, FIND = "Search for", "Find"
FIND_HINT = "Words"
IN_NAMES, IN_TEXTS = "Headlines and publishers", "Texts, by words and meaning"
ORDERS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "publisher": "Publisher",
    "headline": "Headline",
    "written": "Last added",
}
BEST = "nearest first"
HEADLINE, PUBLISHED_BY, DATE = "Headline", "Publisher", "Date"
EARLIER, LATER = "Previous page", "Next page"
PLACE = "{first:,}–{last:,} of {total:,}"
PLACE_OF_STORIES = "Stories {first:,}–{last:,}"
NEW = "new"
TELLINGS = "{} tellings"
TELLING_OF = {"copy": "copy of the one by {}", "revision": "revision of the one by {}"}
NO_ARTICLES = "The archive is empty. Drop files here, or add a folder with: dateline add ARTICLES"
NO_ARTICLES_READ_ONLY = "The archive is empty."
NONE_NAMED = "No headline and no publisher has all of these words: {}. Look in the texts instead."
NONE_NEAR = "Nothing in the texts is near to: {}."
NO_STORIES = "No story is told twice."
NO_CHANGING = "This archive can be read and not changed from this page."

# How fresh it is.
FRESH = "The newest article is dated {date}{ago}"
AHEAD, TODAY, YESTERDAY, AGO = "ahead of today", "today", "yesterday", "{} ago"
NONE_HAS_DATE = "No article has a date"
WITHOUT_DATE = ("{:,} has no date", "{:,} have no date")
CAME_IN = (
    "{:,} has been added or revised since you last opened this page",
    "{:,} have been added or revised since you last opened this page",
)

# Adding.
ADD = "Add articles"
DROP = "Files to add"
LIMITS = (
    "Text, Markdown, HTML, PDF, JSON, CSV, feeds, WARC, zip and tar; at most {files} files at once "
    "and {megabytes} MB each."
)
PUBLISHER_OF_FILES = "Publisher, where a file names none"
TOO_MANY = "These are {given:,} files, and at most {most:,} are read at once. Nothing was added."
TOO_LARGE = "it has {size:,} bytes, and at most {most:,} are read from this page; it was left out"
SAME_NAME = "another file of this name was dropped with it; rename one of them"
GONE_FILE = "it was read a moment ago for somebody who dropped the same file; see the list"
TAKEN = (
    "the archive has another article under the id {id!r}, from {source}; rename the file, or "
    "remove the other first"
)
FROM_ELSEWHERE = "elsewhere"
WAITING = "The archive is being written. Your files are next."
READING = "Reading {number:,} of {files:,}: {file}"
SO_FAR = "{read:,} read and dated, {indexed:,} indexed"
REPORT = "{added:,} added, {revised:,} revised, {unchanged:,} unchanged, {refused:,} refused"
ADDED_HERE, REVISED_HERE, REFUSED, NOTED = "Added", "Revised", "Refused", "Noted"
AND_MORE = "and {:,} more"
FAILED = "The files could not be read. Drop them again, one at a time, to see which it is."

# Removing.
REMOVE, REMOVE_ONE = "Remove", "Remove “{}”"
SURE = "Remove {article} from the archive? No answer will quote it any more."
KEEP_IT = "Keep it"
REMOVED = "{article} was removed."
GONE_ARTICLE = "That article is no longer in the archive."

# Measuring.
MEASURE = "How well does it answer?"
MEASURE_HOW = (
    "Questions whose right answers are known are asked one after another, and each answer is "
    "judged by fixed rules. Meanwhile the page goes on answering."
)
NO_RUNNING = "This page is for reading: nothing can be run from it. What was run can be read."
WHICH_QUESTIONS = "Questions"
QUESTION_SOURCES = {
    "file": "A file of mine",
    "judged": "Answers judged here",
    "samples": "The sample questions",
}
QUESTION_FILE = "File of questions (.jsonl)"
FILE_HOW = "One question a line, with its right answers, or marked as one that has none:"
FILE_LINES = (
    '{"id": "1", "question": "Where did they meet?", "answers": ["Paris"]}',
    '{"id": "2", "question": "Who won the cup?", "answerable": false}',
)
JUDGED_HOW = "Every answer that was judged “Right” or “Wrong” on this page is asked for again."
SAMPLES_HOW = "The questions that come with the sample articles, which this archive holds."
NO_FILE = "choose a file of questions first"
NOT_JSONL = "“{}” does not end in .jsonl; choose a file with a question on each line"
NONE_JUDGED = "No answer has been judged yet; press “Right” or “Wrong” below one first."
NO_SAMPLES = (
    "The sample questions are about the sample articles, which this archive does not hold; "
    "choose a file instead."
)
RUN, STOP_RUN = "Run", "Stop"
RUN_UNDER_WAY = (
    "“{set}” is being run ({asked:,} of {questions:,} questions asked); "
    "start yours when it has ended, or stop it"
)
RUN_PROGRESS = "Questions asked"
RUN_ASKED = "{asked:,} of {questions:,} asked"
RUN_STOPPING = "Stopping after this question …"
RUN_STOPPED = "Stopped after {asked:,} of {questions:,} questions. Only whole runs are kept."
RUN_NOT_KEPT = "{folder} cannot be written ({reason}); the run broke off"
RUN_BROKE_OFF = "The run broke off; what the program has written in its terminal tells why."
RUN_WHOLE = "{} asked, and kept."
RUN_LAST = "Last"
VERDICTS = {
    "right": "right",
    "wrong": "wrong",
    "refused rightly": "refused rightly",
    "refused wrongly": "refused wrongly",
    "unjudged": "not judged",
    "failed": "not asked",
}
FIGURES = "The main figures, with 95% intervals. The report has them all."
RUN_COLUMNS = ("Measure", "Value", "95% interval", "Questions")
RUN_REPORT, RUN_RECORDS, OF_RUN = "Open the report", "Download the records", "of {}"
KEPT_RUNS = "Earlier runs"
NO_RUNS = "None yet."
KEPT_WHERE = "The newest {most}. All are kept in the folder {folder} beside the archive."
UNKNOWN_RUN = "There is no such run."

# The door.
NAME, PASSWORD = "Name", "Password"
LOG_IN, LOG_OUT = "Log in", "Log out"
LOGGED_OUT = "You have logged out."
LOG_IN_FIRST = "You are not logged in. Open the page again to log in."
NOT_KNOWN = "Nobody has this name and this password. Try again."
TOO_MANY_TRIES = "Too many tries. Try again in {} seconds."
READ_ONLY = (
    "Read only: whoever can reach this page may ask, but nothing can be added, removed, "
    "measured or kept from it."
)
NOT_THIS_NAME = (
    "This page is for the browsers of the machine that it is on, as localhost. Behind a proxy, "
    "start it with its address: --root-path https://news.example"
)
NOT_THIS_PAGE = "Another page sent this request. Only this page itself may."
NO_SUCH_THING = "There is nothing here."
NOT_YOUR_SESSION = "This is the session of another user."
TOO_LONG = "The request is too long."
NO_FETCHING = "Nothing is fetched from the web; drop the file on the page."
