"""Commands about the archive: all but those that ask, chat and measure."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypedDict, Unpack

import typer

from ..index.article import Article
from ..index.doctor import examine, save
from ..index.errors import ArticleError, DatelineError
from ..index.index import AddReport, Index, OnProgress
from ..index.lines import numbered_lines
from ..index.problem import OnProblem, Problem
from ..index.read_stdin import STDIN
from ..index.read_url import is_url
from ..index.readers import READERS, article_files, read_files
from ..index.search import Hit
from ..index.sniff import kind
from ..index.sync import of_gone_files, of_read_files
from .cli import (
    AfterOption,
    BeforeOption,
    IndexOption,
    JsonOption,
    NowOption,
    PublisherOption,
    app,
)
from .terminal import (
    Terminal,
    fields_of,
    out,
    out_json,
    own_text,
    show_article,
    show_hit,
    show_reading,
    show_story,
)

_ONE_EACH = (".txt", ".md", ".markdown", ".html", ".htm", ".pdf")  # articles a file
_LOOKS_EVERY = 1000  # milliseconds


@app.command()
def add(
    context: typer.Context,
    paths: Annotated[
        list[str],  # as a Path, https://a.example would be https:/a.example
        typer.Argument(
            help="Files and folders: .txt .md .html .pdf, .jsonl[.gz] .json .csv .tsv, feeds "
            "(.xml .rss .atom), .warc[.gz], .zip .tar[.gz]; https://… is fetched; - is standard "
            "input."
        ),
    ],
    index: IndexOption,
    embedder: Annotated[
        str | None,
        typer.Option(
            metavar="MODEL",
            help="For a new index: a sentence-transformers id or folder instead of the bundled "
            "model, which reads English.",
        ),
    ] = None,
    publisher: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The publisher where neither file nor page gives one."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be read; write nothing.")
    ] = False,
    sync: Annotated[
        bool,
        typer.Option(
            "--sync", help="Also remove the articles that are gone from these files and folders."
        ),
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and read what changes until Ctrl-C.")
    ] = False,
) -> None:
    """Read articles into an index. What is there already costs nothing.

    Example: `dateline add articles/ --index my-index`
    """
    terminal: Terminal = context.obj
    elsewhere = [one for one in paths if is_url(one) or Path(one) == STDIN]
    for option, given in (("--sync", sync), ("--watch", watch)):
        if given and elsewhere:
            raise ArticleError(f"{option} is for files and folders, and {elsewhere[0]} is none")
    if watch and dry_run:
        raise ArticleError("--watch goes on writing and --dry-run writes nothing; give one of them")
    asked = _Asked(paths, index, embedder, publisher, dry_run=dry_run, sync=sync)
    if watch:
        _follow(terminal, asked)
    elif _read(terminal, asked):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What `add` is to do."""

    paths: Sequence[str]
    index: Path
    embedder: str | None
    publisher: str | None
    dry_run: bool
    sync: bool


def _follow(terminal: Terminal, asked: _Asked) -> None:
    """Read at once, and again whenever something has changed, until Ctrl-C."""
    import watchfiles

    for one in asked.paths:
        if not Path(one).exists():
            raise ArticleError(f"{one} is not there to be followed; make it first")
    own = watchfiles.DefaultFilter(ignore_paths=[asked.index.resolve()])
    said: set[str] = set()  # so that what cannot be used is not said again with every change
    left = True
    try:
        # It yields every second, first when it has begun to look: what changes from then on is
        # seen though the first reading takes long.
        for changes in watchfiles.watch(
            *map(os.path.realpath, asked.paths),
            watch_filter=own,
            rust_timeout=_LOOKS_EVERY,
            yield_on_timeout=True,
        ):
            if not (changes or left):
                continue
            try:
                _read(terminal, asked, said)
                left = False
            except DatelineError as error:
                left = True
                if str(error) not in said:
                    terminal.complain(error)
                said.add(str(error))
    except KeyboardInterrupt:
        terminal.say(f"{', '.join(asked.paths)} is followed no longer")


def _read(terminal: Terminal, asked: _Asked, said: set[str] | None = None) -> bool:
    """Read once; whether something could not be used.

    Args:
        terminal: Told of what was read.
        asked: What to do.
        said: While a folder is followed, what has been complained of already.
    """
    paths, index = asked.paths, asked.index
    lost: list[Problem] = []
    following = said is not None
    known = set() if said is None else said

    def on_problem(problem: Problem) -> None:
        if problem.lost:
            lost.append(problem)
        if str(problem) in known:
            return
        known.add(str(problem))
        if problem.lost:
            terminal.complain(problem)
        else:
            terminal.say(f"dateline: {problem}")

    files = article_files(paths, on_problem)
    if not files and not following:
        if lost:  # each has been said
            raise typer.Exit(1)
        where = ", ".join(paths)
        raise ArticleError(f"nothing to read in {where}; read are {', '.join(READERS)}")
    articles = read_files(files, asked.publisher, on_problem)
    if asked.dry_run:
        count = 0
        for article in articles:
            show_reading(article)
            count += 1
        terminal.say(f"{count} would be read, {len(lost)} could not be used; nothing was written")
    else:
        with (
            Index.open(index, embedder=asked.embedder) as opened,
            terminal.progress("reading and indexing", _articles_in(files)) as on_progress,
        ):
            tell = _Told(on_problem=on_problem, on_progress=on_progress)
            if asked.sync:
                report, removed = _synced(opened, paths, files, articles, lost, **tell)
            else:
                report, removed = opened.add(articles, **tell), 0
            stats = opened.stats()
        also = f"{removed} removed, " if asked.sync else ""
        terminal.say(
            f"{report.added} added, {report.revised} revised, {report.unchanged} unchanged, "
            f"{also}{len(lost)} could not be used; {index} holds {stats['articles']} articles in "
            f"{stats['passages']} passages ({stats['undated']} undated)"
        )
    return bool(lost)


class _Told(TypedDict):
    on_problem: OnProblem
    on_progress: OnProgress


def _synced(
    index: Index,
    paths: Sequence[str],
    files: Sequence[tuple[Path | str, str]],
    articles: Iterable[Article],
    lost: Sequence[Problem],
    **tell: Unpack[_Told],
) -> tuple[AddReport, int]:
    """Add articles and remove those that are gone; how many these are."""
    there = [Path(path) for path, _ in files]
    moved = of_gone_files(index.sources(), map(Path, paths), there)
    if moved:
        index.remove(moved)  # first, for their ids may stand in other files now
    read: set[str] = set()

    def noted() -> Iterator[Article]:
        for article in articles:
            read.add(article.id)
            yield article

    report = index.add(noted(), **tell)
    gone = of_read_files(index.sources(), there, read, [problem.source for problem in lost])
    if gone:
        index.remove(gone)
    return report, len(moved) + len(gone)


def _articles_in(files: Sequence[tuple[Path | str, str]]) -> int | None:
    """How many articles there are to read, if that is known without reading them."""
    total = 0
    for path, _ in files:
        if isinstance(path, str):  # a web address
            return None
        if kind(path) in _ONE_EACH:
            total += 1
        elif kind(path).startswith(".jsonl"):
            try:
                total += sum(1 for _ in numbered_lines(path))
            except OSError:  # said when it is read
                total += 1
        else:
            return None
    return total


@app.command("list")
def list_(
    index: IndexOption,
    stories: Annotated[
        bool,
        typer.Option(
            "--stories", help="List the stories that are told twice or more, telling by telling."
        ),
    ] = False,
) -> None:
    """List the articles: id, date, publisher, title; tab-separated.

    Example: `dateline list --index my-index --stories`
    """
    with Index.open(index, create=False) as opened:
        if stories:
            for story in opened.stories():
                show_story(story, [opened.get(one) for one in story.articles])
            return
        for article in opened.articles():
            out("\t".join(fields_of(article)))


@app.command()
def show(
    index: IndexOption,
    article_id: Annotated[str, typer.Argument(metavar="ID", help="As `dateline list` gives it.")],
    plain: Annotated[
        bool, typer.Option("--plain", help="Only its own text, without what stood around it.")
    ] = False,
) -> None:
    """Show an article, with page furniture greyed and why.

    Example: `dateline show mw-2016-10-20-berlin --index my-index`
    """
    with Index.open(index, create=False) as opened:
        article = opened.get(article_id)
        if article is None:
            raise ArticleError(
                f"there is no article {article_id!r} in {index}; see: dateline list --index {index}"
            )
        if plain:
            out(own_text(article))
        else:
            show_article(article, opened.story(article_id))


@app.command()
def remove(
    context: typer.Context,
    index: IndexOption,
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="As `dateline list` gives them.")],
) -> None:
    """Remove articles, all of those named or none.

    Example: `dateline remove mw-2016-10-20-berlin --index my-index`
    """
    with Index.open(index, create=False) as opened:
        opened.remove(ids)
        context.obj.say(f"{len(ids)} removed; {index} holds {len(opened)} articles")


@app.command()
def backup(
    context: typer.Context,
    index: IndexOption,
    folder: Annotated[Path, typer.Argument(help="A folder without an index.")],
) -> None:
    """Copy an index into another folder, while it is used.

    Example: `dateline backup backups/2026-11-22 --index my-index`
    """
    with Index.open(index, create=False) as opened:
        opened.backup(folder)
        context.obj.say(f"{len(opened)} articles of {index} are in {folder}, too")


@app.command()
def rebuild(
    context: typer.Context,
    index: IndexOption,
    embedder: Annotated[
        str, typer.Option(metavar="MODEL", help="A sentence-transformers id or folder.")
    ],
) -> None:
    """Change the embedding model of an index, which is searched as ever until all is embedded.

    Example: `dateline rebuild --embedder intfloat/multilingual-e5-small --index my-index`
    """
    terminal: Terminal = context.obj
    with Index.open(index, create=False) as opened:
        with terminal.progress("embedding", len(opened)) as on_progress:
            opened.rebuild(embedder, on_progress=on_progress)
        stats = opened.stats()
    terminal.say(f"{stats['passages']} passages of {index} are by {stats['embedder']} now")


@app.command()
def doctor(
    context: typer.Context,
    index: IndexOption,
    repair: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Save into a new index what can be read."),
    ] = None,
) -> None:
    """Say what is wrong with an index, and what can be saved; exit with 1 if anything is wrong.

    The index itself is never touched.

    Example: `dateline doctor --index my-index --repair saved-index`
    """
    terminal: Terminal = context.obj
    found = examine(index)
    for problem in found.problems:
        out(problem)
    for file in found.remade:
        out(f"{file}; it is made anew when the index is opened")
    if not found.problems:
        out(f"{index} is sound: {found.readable} articles")
        return
    if repair is None:
        saved = f"dateline doctor --index {index} --repair FOLDER"
        out(f"{found.readable} articles can be saved" + (f": {saved}" if found.readable else ""))
        raise typer.Exit(1)
    terminal.say(f"{save(index, repair)} articles of {index} are in {repair}")


@app.command()
def stats(index: IndexOption) -> None:
    """Count what an index holds.

    Example: `dateline stats --index my-index`
    """
    with Index.open(index, create=False) as opened:
        for key, value in opened.stats().items():
            out(f"{key}\t{value}")
        for publisher, count in opened.publishers().items():
            out(f"publisher {publisher}\t{count}")


@app.command()
def search(
    index: IndexOption,
    words: Annotated[str, typer.Argument(help="A question or words; no operators.")],
    limit: Annotated[int, typer.Option(min=1, help="How many passages at most.")] = 10,
    after: AfterOption = None,
    before: BeforeOption = None,
    now: NowOption = None,
    publisher: PublisherOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find passages by words and by meaning, best first.

    Example: `dateline search "prisoner exchange" --index my-index --limit 3`
    """
    with Index.open(index, create=False) as opened:
        hits = opened.search(
            words, limit=limit, after=after, before=before, publisher=publisher, now=now
        )
    if as_json:
        out_json({"query": words, "hits": [_found(hit) for hit in hits]})
        return
    for hit in hits:
        show_hit(hit)


def _found(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        **hit.to_dict(),
        "title": article.title,
        "publisher": article.publisher,
        "published": str(article.published) if article.published else None,
        "url": article.url,
        "vector_score": round(hit.vector_score, 4),
        "word_score": round(hit.word_score, 4),
    }


@app.command()
def samples() -> None:
    """Say where the sample articles lie.

    Example: `dateline add "$(dateline samples)" --index samples.index`
    """
    from ..eval.samples import ARTICLES

    out(str(ARTICLES))
