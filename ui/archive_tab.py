"""The archive in the browser: what it holds, what comes in, and what goes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, get_args

import gradio as gr

from ..index.errors import DatelineError
from ..index.index import Index
from ..index.store import Order
from . import wording
from .archive_html import (
    fresh_html,
    named,
    reading_html,
    report_html,
    said_html,
    stories_html,
    table_html,
)
from .render import error_html, escaped
from .request_log import record
from .uploads import LARGEST_FILE, MOST_FILES, Reading, read_uploads

_PAGE = 25  # articles
_STORIES = 10
_LONGEST = 200  # characters
_NEAR = 50  # passages, whose articles are shown
_ORDERS = [(wording.ORDERS[order], order) for order in get_args(Order)]
_PRESSED = """element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-id]");
  if (button) trigger("click", { id: button.dataset.id });
});"""
# A BrowserState would keep nothing here: what is in a tab that was never opened is not there.
_RECALL = "(_, ...given) => [localStorage.getItem('dateline-seen') ?? '', ...given]"
_REMEMBER = "(mark) => localStorage.setItem('dateline-seen', mark)"
_READ_OUT = "element.setAttribute('aria-live', 'polite')"
_TO_ANSWER = """() => {
  const focus = (tries) => {
    const keep = document.querySelector("#dl-keep");
    if (keep) keep.focus();
    else if (tries) setTimeout(focus, 100, tries - 1);
  };
  setTimeout(focus, 100, 20);
}"""


def archive_tab(blocks: gr.Blocks, index: Index, generation: gr.State, *, read_only: bool) -> None:
    """The archive, in the page that is being built.

    Args:
        blocks: The page.
        index: The archive.
        generation: Is told when the page has changed the archive.
        read_only: Whether nothing can be added or removed.
    """
    listed = partial(_listed, index, remove=not read_only)
    since, at = gr.State(0), gr.State(0)
    seen = gr.Textbox(visible=False)
    with gr.Row(elem_id="dl-archive"):
        with gr.Column(elem_id="dl-holdings"):
            fresh = gr.HTML(elem_id="dl-fresh", js_on_load=None)
            show = gr.Radio(
                [wording.ARTICLES, wording.STORIES],
                value=wording.ARTICLES,
                label=wording.SHOW,
                elem_id="dl-show",
            )
            with gr.Row(elem_id="dl-find") as finding:
                words = gr.Textbox(
                    value="",
                    label=wording.SEARCH_FOR,
                    placeholder=wording.FIND_HINT,
                    submit_btn=wording.FIND,
                    max_lines=1,
                    max_length=_LONGEST,
                    elem_id="dl-words",
                )
                inside = gr.Dropdown(
                    [wording.IN_NAMES, wording.IN_TEXTS],
                    value=wording.IN_NAMES,
                    label=wording.LOOK_IN,
                )
                order = gr.Dropdown(_ORDERS, value="newest", label=wording.ORDER)
            listing = gr.HTML(elem_id="dl-listing", js_on_load=_PRESSED)
            with gr.Row(elem_id="dl-paging"):
                earlier = gr.Button(wording.EARLIER, size="sm")
                place = gr.HTML(elem_id="dl-place", js_on_load=None)
                later = gr.Button(wording.LATER, size="sm")
            if not read_only:
                _removing(index, listing, generation)
        with gr.Column(elem_id="dl-incoming"):
            if read_only:
                gr.HTML(said_html(wording.NO_CHANGING), js_on_load=None)
            else:
                _adding(index, generation)

    asked = [show, words, inside, order, at, since]
    shown = [listing, place, earlier, later, at, finding]
    quick: dict[str, Any] = {
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
    }
    gr.on(
        [show.change, words.submit, inside.change, order.change],
        lambda *given: listed(*given, step=None),
        asked,
        shown,
        **quick,
    )
    earlier.click(lambda *given: listed(*given, step=-1), asked, shown, **quick)
    later.click(lambda *given: listed(*given, step=1), asked, shown, **quick)
    generation.change(lambda *given: listed(*given, step=0), asked, shown, **quick)
    generation.change(lambda new: _fresh(index, new), since, fresh, **quick)
    blocks.load(
        lambda mark, *given: _opened(index, listed, mark, *given),
        [seen, *asked],
        [seen, since, fresh, *shown],
        js=_RECALL,
        **quick,
    ).then(None, seen, None, js=_REMEMBER)


def _opened(
    index: Index, listed: Callable[..., tuple[Any, ...]], mark: str, *given: Any
) -> tuple[Any, ...]:
    """What a page shows that was just opened; what came in since the last time is new."""
    latest = index.listing(order="written", limit=1).articles
    number, last = (latest[0][0], latest[0][1].id) if latest else (0, "")
    before, _, article_id = mark.partition(" ")
    # Where that article is gone, or this is another archive, nothing can be told.
    told = before.isdecimal() and len(before) < 19 and article_id in index
    since = int(before) if told else number
    shown = listed(*given[:-1], since, step=None)
    return f"{number} {last}", since, _fresh(index, since), *shown


def _fresh(index: Index, since: int) -> str:
    dated, undated = index.matching(before="9999")
    if not dated + undated:
        return ""
    days = index.dates()
    came_in = index.listing(since=since, limit=0).total
    return fresh_html(days[1] if days else None, undated, came_in, date.today())


def _listed(
    index: Index,
    show: str,
    words: str,
    inside: str,
    order: str,
    at: int,
    since: int,
    *,
    step: int | None,
    remove: bool,
) -> tuple[Any, ...]:
    """The list as it is asked for, moved by some pages or, without a step, from its beginning."""
    page = 0 if step is None else max(at + step, 0)
    words = words[:_LONGEST].strip()
    try:
        if show == wording.STORIES:
            found = _stories(index, page)
        elif words and inside == wording.IN_TEXTS:
            found = _near(index, words, remove=remove)
        else:
            found = _named(index, words, order, page, since, remove=remove)
    except DatelineError as error:
        found = _Found(error_html(str(error)))
    return (
        found.html,
        said_html(found.place) if found.place else "",
        gr.Button(interactive=found.page > 0),
        gr.Button(interactive=found.more),
        found.page,
        gr.Row(visible=show != wording.STORIES),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What is listed: which page of how many, and whether there are more."""

    html: str
    place: str = ""
    page: int = 0
    more: bool = False


def _named(index: Index, words: str, order: str, page: int, since: int, *, remove: bool) -> _Found:
    chosen: Order = next((one for one in get_args(Order) if one == order), "newest")
    found = index.listing(words, order=chosen, limit=_PAGE, offset=page * _PAGE)
    if not found.articles and page:  # some were removed
        page = max(found.total - 1, 0) // _PAGE
        found = index.listing(words, order=chosen, limit=_PAGE, offset=page * _PAGE)
    if not found.articles:
        empty = wording.NO_ARTICLES if remove else wording.NO_ARTICLES_READ_ONLY
        named = f"<bdi>{escaped(words)}</bdi>"
        return _Found(said_html(wording.NONE_NAMED.format(named) if len(index) else empty))
    new = {article.id for number, article in found.articles if number > since}
    html = table_html([one for _, one in found.articles], order=chosen, new=new, remove=remove)
    first, last = page * _PAGE + 1, page * _PAGE + len(found.articles)
    place = wording.PLACE.format(first=first, last=last, total=found.total)
    return _Found(html, place, page, last < found.total)


def _near(index: Index, words: str, *, remove: bool) -> _Found:
    hits = index.search(words, limit=_NEAR)
    articles = list({hit.article.id: hit.article for hit in hits}.values())[:_PAGE]
    if not articles:
        return _Found(said_html(wording.NONE_NEAR.format(f"<bdi>{escaped(words)}</bdi>")))
    return _Found(table_html(articles, order="", remove=remove))


def _stories(index: Index, page: int) -> _Found:
    stories = list(islice(index.stories(), page * _STORIES, (page + 1) * _STORIES + 1))
    if not stories:
        return _stories(index, page - 1) if page else _Found(said_html(wording.NO_STORIES))
    shown = stories[:_STORIES]
    first = page * _STORIES + 1
    place = wording.PLACE_OF_STORIES.format(first=first, last=first + len(shown) - 1)
    return _Found(stories_html(shown, index.get), place, page, len(stories) > _STORIES)


def _adding(index: Index, generation: gr.State) -> None:
    """Where files are dropped, and watched as they are read."""
    worker = ThreadPoolExecutor(1, "dateline-uploads")  # a thread is made with the first drop
    gr.HTML(f"<h2>{wording.ADD}</h2>", js_on_load=None)
    zone = gr.File(file_count="multiple", label=wording.DROP, elem_id="dl-drop", height=160)
    limits = wording.LIMITS.format(files=MOST_FILES, megabytes=LARGEST_FILE // 1_000_000)
    gr.HTML(said_html(limits), elem_id="dl-limits", js_on_load=None)
    publisher = gr.Textbox(
        value="",
        label=wording.PUBLISHER_OF_FILES,
        max_lines=1,
        max_length=_LONGEST,
        elem_id="dl-publisher-of-files",
    )
    report = gr.HTML(elem_id="dl-report", js_on_load=_READ_OUT)

    def add(uploaded: list[dict[str, Any]] | None, named: str) -> Iterator[tuple[Any, ...]]:
        cache = Path(zone.GRADIO_CACHE).resolve()
        files = [Path(one["path"]).resolve() for one in uploaded or ()]
        own = [file for file in files if file.is_relative_to(cache)]
        if not own:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        for now in read_uploads(index, worker, own, str(named)[:_LONGEST].strip() or None):
            if isinstance(now, Reading):
                yield gr.File(value=None, visible=False), reading_html(now), gr.skip()
            else:
                record("added", articles=len(now.added), revised=len(now.revised))
                told = report_html(now, index.get)
                yield gr.File(value=None, visible=True), told, index.generation

    zone.upload(
        add,
        [zone, publisher],
        [zone, report, generation],
        preprocess=False,  # that leaves an empty file behind for each
        show_progress="hidden",
        concurrency_id="archive",
        concurrency_limit=8,
        api_visibility="private",
    ).failure(
        lambda: (gr.File(value=None, visible=True), said_html(wording.FAILED), index.generation),
        None,
        [zone, report, generation],
        show_progress="hidden",
        api_visibility="private",
    )


def _removing(index: Index, listing: gr.HTML, generation: gr.State) -> None:
    """The question before an article is removed, and its answers."""
    chosen = gr.State("")
    with gr.Row(elem_id="dl-removing", visible=False) as asking:
        sure = gr.HTML(js_on_load=None)
        keep = gr.Button(wording.KEEP_IT, size="sm", elem_id="dl-keep")
        remove = gr.Button(wording.REMOVE, size="sm", elem_id="dl-remove")
    said = gr.HTML(elem_id="dl-removed", js_on_load=_READ_OUT)
    quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

    def ask_first(pressed: gr.EventData) -> tuple[Any, ...]:
        article = index.get(str(pressed.id))
        if article is None:
            return gr.Row(visible=False), "", "", said_html(wording.GONE_ARTICLE)
        question = said_html(wording.SURE.format(article=named(article)))
        return gr.Row(visible=True), question, article.id, ""

    def remove_chosen(article_id: str) -> tuple[Any, ...]:
        article = index.get(article_id)
        if article is None:
            told = said_html(wording.GONE_ARTICLE)
        else:
            try:
                index.remove([article_id])
                record("removed", article=article_id)
                told = said_html(wording.REMOVED.format(article=named(article)))
            except DatelineError as error:
                told = error_html(str(error))
        return gr.Row(visible=False), told, index.generation

    listing.click(ask_first, None, [asking, sure, chosen, said], queue=False, **quick).then(
        None, None, None, js=_TO_ANSWER
    )
    keep.click(lambda: gr.Row(visible=False), None, asking, queue=False, **quick)
    remove.click(
        remove_chosen, chosen, [asking, said, generation], concurrency_id="archive-remove", **quick
    )
