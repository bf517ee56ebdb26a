"""Measuring in the browser: an eval set is run and watched, and its report opened."""

import gradio as gr

from ..rag.chatbot import Chatbot


def measure_tab(blocks: gr.Blocks, chatbot: Chatbot, *, read_only: bool) -> None:
    """The runs, in the page that is being built."""
