"""What publishers are called, what nobody is called, and which sites are whose."""

import re
from collections.abc import Sequence

from tld import get_fld, is_tld

from .imprint import HOST, NAME

NEARLY, ENOUGH = 2, 3  # of signs, to be sure of a name

BARE_HOST = re.compile(rf"(?<!\w){HOST}", re.IGNORECASE)
HANDLE = re.compile(r"(?<!\w)@([A-Za-z]\w{2,29})(?![\w.@])")
ANY_NAME = re.compile(rf"(?<![\w.]){NAME}")
AGENCY = re.compile(
    r"(?:the )?(?:thomson )?(?:reuters|ap|associated press|afp|agence france-presse|dpa|tass"
    r"|ria novosti|interfax|xinhua|efe|ansa|kyodo(?: news)?|pa(?: media)?|press association|upi)",
    re.IGNORECASE,
)
OWNER = re.compile(
    r"\b(?:media|group|network|holdings|publi\w+|communications?|company|newspapers|broadcasting|interactive"
    r"|universal|organi[sz]ation|inc|ltd|limited|llc|llp|plc|pty|co|corp\w*|gmbh|ag|sa|s\.a|a\.s|srl|s\.r\.l|bv)\b",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"""us | you | all | it | he | she | they | we | (?:your|our|this|these|if)\ .*
      | (?:the\ )?authors? | topics? | live\ (?:tv|radio)
      | (?:breaking\ |latest\ |more\ |top\ |local\ |world\ )?(?:news|stories|headlines)
      | (?:infringement|notices?|policy|holders?|claims?|privacy|terms|cookies?|law|act)\b.*
      | all\ rights.* | newsletters? | free | e-?mail | facebook | twitter | x | instagram | youtube
      | whatsapp | telegram | linkedin | tiktok | rss | (?:google|apple)\b.* | \d{4}.* | [\W\d_]*
      | the\ (?:company|website|site|newspaper|paper|government|police|editor|show|story)""",
    re.IGNORECASE | re.VERBOSE,
)
PHRASE = re.compile(
    r"^(?:But|There|And|So|When|While|As|After|Before|Although|Here|Then|Yet|Not|Now|No|Each|Every"
    r"|Some|Many|Most|Both|Its|His|Her|Their|Who|That|It|An?|About|Contact|Follow|Subscribe|Watch|Listen"
    r"|Latest|More|Read|See|Get|Breaking)(?!\S)"
    r"|\b(?:In|On|At|From|To|With|By|Is|Are|Our|Your|My|How|Why|What)\b"
)
OTHERS_PAGES = frozenset(  # where anybody's pages are kept, shown or pointed at
    (
        "archive.is", "archive.org", "archive.ph", "archive.today", "bing.com", "bit.ly",
        "facebook.com", "feedburner.com", "google.com", "linkedin.com", "medium.com", "reddit.com",
        "substack.com", "t.co", "t.me", "twitter.com", "wordpress.com", "x.com", "youtube.com",
    )
)  # fmt: skip
COMMON = frozenset(  # words of menus, which name nobody by themselves
    (
        "news", "world", "sport", "sports", "business", "culture", "politics", "opinion", "local",
        "national", "international", "economy", "money", "travel", "weather", "video", "videos",
        "photo", "photos", "radio", "tv", "television", "live", "online", "today", "daily",
        "weekly", "magazine", "review", "reviews", "movies", "music", "books", "arts", "tech",
        "technology", "science", "health", "entertainment", "lifestyle", "life", "style", "food",
        "education", "jobs", "property", "auto", "cars", "motoring", "games", "puzzles", "quiz",
        "shop", "store", "events", "archive", "archives", "listings", "schedule", "schedules",
        "podcasts", "podcast", "newsletter", "newsletters", "app", "apps", "home", "menu", "search",
        "contact", "about", "help", "terms", "privacy", "cookies", "cookie", "policy", "use",
        "service", "conditions", "notice", "statement", "settings", "member", "members",
        "membership", "subscribe", "login", "register", "account", "sign", "in", "up", "out",
        "google", "play", "facebook", "twitter", "instagram", "youtube", "whatsapp", "telegram",
        "linkedin", "pinterest", "reddit", "tiktok", "rss", "feed", "feeds", "email", "media",
        "center", "centre", "room", "team", "staff", "editor", "editors", "picks", "choice", "top",
        "stories", "story", "article", "articles", "page", "latest", "breaking", "more", "most",
        "read", "popular", "trending", "related", "special", "reports", "report", "features",
        "feature", "comment", "comments", "letters", "letter", "classifieds", "obituaries",
        "notices", "deaths", "edition", "english", "print", "january", "february", "march", "april",
        "may", "june", "july", "august", "september", "october", "november", "december", "monday",
        "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "morning", "evening",
        "week", "weekend", "year",
    )
)  # fmt: skip


def initials_of(parts: Sequence[str]) -> str:
    """The first letters of the parts of a name: "bbc"."""
    return "".join(part[0] for part in parts)


def name_parts(name: str) -> list[str]:
    """The words of a name in small letters, without "the"; of a site its first label."""
    name = name.lower()
    name = name.split(".")[0] if is_site(name) else name
    return [part for part in re.findall(r"\w+", name) if part != "the"]


def is_site(name: str) -> bool:
    """Whether a name is that of a host."""
    return bool(re.fullmatch(HOST, name)) or bool(
        "." in name and re.fullmatch(HOST, name.lower()) and is_tld(name.lower().rpartition(".")[2])
    )


def registered(host: str) -> str | None:
    """The part of a host that was registered: "rt.com" of "www.rt.com".

    None of numbers, of one word, and of a site that shows the pages of others.
    """
    if not is_site(host):
        return None
    site = get_fld(f"http://{host}", fail_silently=True, search_private=True)
    if site is None and not is_tld(host.rpartition(".")[2]):  # .example, .internal
        site = ".".join(host.split(".")[-2:])
    return site if isinstance(site, str) and site not in OTHERS_PAGES else None
