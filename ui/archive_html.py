"""The archive as HTML: its list, its stories, how fresh it is, and what became of dropped files."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date

from ..index.article import Article
from ..index.dates import PartialDate
from ..index.problem import Problem
from ..index.stories import Story, Telling
from . import wording
from .notes import counted
from .render import article_address, dated_by, error_html, escaped, source
from .uploads import Reading, Report

Get = Callable[[str], Article | None]
_MOST_TOLD = 10  # articles of a report
_MOST_LOST = 100  # refusals, of which there may be one for each file
_SORTED = {  # which column by, and how
    "newest": (wording.DATE, "descending"),
    "oldest": (wording.DATE, "ascending"),
    "publisher": (wording.PUBLISHED_BY, "ascending"),
    "headline": (wording.HEADLINE, "ascending"),
}


def table_html(
    articles: Sequence[Article], *, order: str, new: Collection[str] = (), remove: bool
) -> str:
    """Articles as a table.

    Args:
        articles: In their order.
        order: What that is, see `wording.ORDERS`, or "" for how near they are.
        new: The ids of those that are marked as new.
        remove: Whether each can be removed.
    """
    heads = "".join(
        _head(name, order) for name in (wording.HEADLINE, wording.PUBLISHED_BY, wording.DATE)
    )
    if remove:
        heads += f'<th role="columnheader" scope="col"><span>{wording.REMOVE}</span></th>'
    rows = "".join(_row(one, new=one.id in new, remove=remove) for one in articles)
    caption = f"{wording.ARTICLES}, {wording.ORDERS.get(order, wording.BEST).lower()}"
    # The roles are those of the elements; a style sheet that lays them out otherwise takes them.
    return (
        f'<table class="dl-articles" role="table"><caption>{caption}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def stories_html(stories: Iterable[Story], get: Get) -> str:
    """Stories with their tellings, each told from whom it is a copy or revision."""
    return "".join(_story(story, get) for story in stories)


def said_html(sentence: str) -> str:
    """A sentence of our own, as it stands."""
    return f'<p class="dl-said">{sentence}</p>'


def named(article: Article) -> str:
    """An article in a sentence: its headline and whose it is."""
    title = f"“<bdi>{escaped(_title(article))}</bdi>”"
    return f"{title} ({source(article, ', ')})"


def fresh_html(newest: PartialDate | None, undated: int, came_in: int, today: date) -> str:
    """One line on how fresh the archive is.

    Args:
        newest: The newest date of its articles.
        undated: How many have none.
        came_in: How many are new to the reader.
        today: What the age is reckoned from.
    """
    if newest:
        day = f'<time datetime="{newest}">{newest}</time>'
        ago = f", {_ago(newest, today)}" if newest.day else ""
        said = [wording.FRESH.format(date=day, ago=ago)]
        said += [counted(wording.WITHOUT_DATE, undated)] if undated else []
    else:
        said = [wording.NONE_HAS_DATE]
    line = f"<p>{'; '.join(said)}.</p>"
    new = f'<p class="dl-came">{counted(wording.CAME_IN, came_in)}.</p>' if came_in else ""
    return line + new


def reading_html(reading: Reading) -> str:
    """How far dropped files have been read."""
    if not reading.number:
        return said_html(wording.WAITING)
    file = f"<bdi>{escaped(reading.file)}</bdi>"
    now = wording.READING.format(number=reading.number, files=reading.files, file=file)
    far = wording.SO_FAR.format(read=reading.read, indexed=reading.indexed)
    latest = f"<ul>{_dated(reading.latest)}</ul>" if reading.latest else ""
    return (
        f'<p class="dl-said">{now}</p><progress aria-label="{wording.ADD}"></progress>'
        f'<p class="dl-far">{far}</p>{latest}'
    )


def report_html(report: Report, get: Get) -> str:
    """What became of dropped files: each article that came in, each refusal with its reason."""
    lost = [one for one in report.problems if one.lost]
    noted = [one for one in report.problems if not one.lost]
    counts = wording.REPORT.format(
        added=len(report.added),
        revised=len(report.revised),
        unchanged=report.unchanged,
        refused=len(lost),
    )
    broke_off = error_html(report.broke_off) if report.broke_off else ""
    told = (
        _told(wording.REFUSED, map(_problem, lost[:_MOST_LOST]), len(lost)),
        _told(wording.REVISED_HERE, _came(report.revised, get), len(report.revised)),
        _told(wording.ADDED_HERE, _came(report.added, get), len(report.added)),
        _told(wording.NOTED, map(_problem, noted[:_MOST_TOLD]), len(noted)),
    )
    return f'{broke_off}<p class="dl-said">{counts}.</p>{"".join(told)}'


def _came(ids: Sequence[str], get: Get) -> Iterator[str]:
    return (_dated(one) for one in map(get, ids[:_MOST_TOLD]) if one)


def _told(name: str, lines: Iterable[str], every: int) -> str:
    told = list(lines)
    if not told:
        return ""
    more = every - len(told)
    rest = f"<li>{wording.AND_MORE.format(more)}</li>" if more else ""
    return f"<h3>{name}</h3><ul>{''.join(told)}{rest}</ul>"


def _problem(problem: Problem) -> str:
    where = f"<bdi>{escaped(problem.source)}</bdi>: " if problem.source else ""
    return f"<li>{where}<bdi>{escaped(' '.join(problem.message.split()))}</bdi></li>"


def _dated(article: Article) -> str:
    about = f"{source(article, ' · ')}{dated_by(article)}"
    return f"<li>{_link(article)} <span>{about}</span></li>"


def _head(name: str, order: str) -> str:
    column, way = _SORTED.get(order, ("", ""))
    sort = f' aria-sort="{way}"' if name == column else ""
    return f'<th role="columnheader" scope="col"{sort}>{name}</th>'


def _row(article: Article, *, new: bool, remove: bool) -> str:
    mark = f' <span class="dl-new">{wording.NEW}</span>' if new else ""
    by = f"<bdi>{escaped(article.publisher)}</bdi>" if article.publisher else wording.NO_PUBLISHER
    when = str(article.published) if article.published else ""
    day = f'<time datetime="{when}">{when}</time>' if when else wording.UNDATED
    how = dated_by(article).removeprefix(" · ")
    dated = f'<span class="dl-how">{how}</span>' if how else ""
    button = ""
    if remove:
        label = wording.REMOVE_ONE.format(_title(article))
        button = (
            f'<td role="cell"><button type="button" data-id="{escaped(article.id)}" '
            f'aria-label="{escaped(label)}">{wording.REMOVE}</button></td>'
        )
    return (
        f'<tr role="row"><th role="rowheader" scope="row">{_link(article)}{mark}</th>'
        f'<td role="cell">{by}</td><td role="cell">{day} {dated}</td>{button}</tr>'
    )


def _link(article: Article) -> str:
    address = escaped(article_address(article.id))
    return f'<a href="{address}" target="_blank"><bdi>{escaped(_title(article))}</bdi></a>'


def _title(article: Article) -> str:
    return " ".join(article.title.split()) or wording.UNTITLED


def _story(story: Story, get: Get) -> str:
    told = [(telling, get(telling.article_id)) for telling in story.tellings]
    articles = {article.id: article for _, article in told if article}
    if not articles:  # removed a moment ago
        return ""
    lines = "".join(
        f"<li>{_link(article)} <span>{source(article, ' · ')}{_relation(telling, articles)}</span>"
        "</li>"
        for telling, article in told
        if article
    )
    first = next(iter(articles.values()))
    return (
        f'<section class="dl-told"><h3><bdi>{escaped(_title(first))}</bdi></h3>'
        f"<p>{wording.TELLINGS.format(len(articles))}</p><ul>{lines}</ul></section>"
    )


def _relation(telling: Telling, articles: dict[str, Article]) -> str:
    of = articles.get(telling.of or "")
    if of is None or telling.relation is None:
        return ""
    by = f"<bdi>{escaped(of.publisher)}</bdi>" if of.publisher else wording.NO_PUBLISHER
    when = str(of.published) if of.published else wording.UNDATED
    return f" · {wording.TELLING_OF[telling.relation].format(f'{by}, {when}')}"


def _ago(newest: PartialDate, today: date) -> str:
    days = (today - newest.first).days
    if days < 0:
        return wording.AHEAD
    if days < 2:
        return (wording.TODAY, wording.YESTERDAY)[days]
    years, months = days // 365, days // 30
    number, unit = (
        (years, "year") if years > 1 else (months, "month") if months > 2 else (days, "day")
    )
    return wording.AGO.format(f"{number} {unit}s")
