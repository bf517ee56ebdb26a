"""The page in the browser: what is asked, what the archive holds, and how well it answers."""

import os
from collections.abc import Sequence

import gradio as gr

from ..index.index import Index
from ..rag.chatbot import Chatbot
from . import wording
from .archive_tab import archive_tab
from .chat import chat_tab
from .measure_tab import measure_tab
from .reader_line import reader_html
from .render import header_html

# One question keeps two cores busy: measured there, as many a second are answered whether one or
# eight are asked at once. Two at least, so that a slow one does not hold up all.
_AT_ONCE = max(2, (os.cpu_count() or 1) // 2)
_ABANDONED = (3600, 24 * 3600)  # seconds: every hour, uploads of a day before that nobody read
_WAITING = 32 * _AT_ONCE  # questions, ten seconds' worth, before people are told to come back


def page(
    chatbot: Chatbot, *, title: str, examples: Sequence[str], read_only: bool = False
) -> gr.Blocks:
    """The page, which `chat_server.serve` serves and other applications may mount.

    Its evidence links to the pages of articles that `article_page.article_routes` serves beside it.

    Args:
        chatbot: Who answers.
        title: Of the page.
        examples: Questions to begin with, shown as buttons.
        read_only: Whether nothing may be changed from the page.
    """
    index = chatbot.index
    telemetry = os.environ.get("HF_HUB_DISABLE_TELEMETRY")
    blocks = gr.Blocks(title=title, analytics_enabled=False, delete_cache=_ABANDONED)
    # A page that is mounted is never launched, and until it is Gradio takes any path of this
    # machine for a file that was uploaded.
    blocks.has_launched = True
    with blocks:
        generation = gr.State("")  # of the index, when this page has changed it
        first = _header(index, title) + reader_html(None, read_only=read_only)
        header = gr.HTML(first, elem_id="dl-header", js_on_load=None)
        with gr.Tabs(elem_id="dl-tabs"):
            with gr.Tab(wording.ASK_TAB, id="ask"):
                chat_tab(blocks, chatbot, examples, generation, read_only=read_only)
            with gr.Tab(wording.ARCHIVE_TAB, id="archive"):
                archive_tab(blocks, index, generation, read_only=read_only)
            with gr.Tab(wording.MEASURE_TAB, id="measure"):
                measure_tab(blocks, chatbot, read_only=read_only)

        def head(request: gr.Request) -> str:
            return _header(index, title) + reader_html(request.username, read_only=read_only)

        # The archive may have grown since the page was made, by this page or another program.
        gr.on(
            [blocks.load, generation.change],
            head,
            None,
            header,
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
    blocks.queue(default_concurrency_limit=_AT_ONCE, max_size=_WAITING, api_open=False)
    if telemetry is None:  # Gradio sets it for the whole program
        os.environ.pop("HF_HUB_DISABLE_TELEMETRY", None)
    else:
        os.environ["HF_HUB_DISABLE_TELEMETRY"] = telemetry
    return blocks


def _header(index: Index, title: str) -> str:
    dates = index.dates()
    return header_html(title, len(index), len(index.publishers()), dates[1] if dates else None)
