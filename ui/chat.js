// Runs once when the page has loaded. A plain `#…` link would reload the page where its address has a
// query (?__theme=dark), for Gradio's <base> is without it. And Gradio labels each message with its
// own HTML source.
() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#dl-"]');
    if (!link) return;
    event.preventDefault();
    document.querySelectorAll(".dl-lit").forEach((lit) => lit.classList.remove("dl-lit"));
    const card = document.getElementById(link.getAttribute("href").slice(1));
    if (!card) return;
    card.closest("details").open = true;
    card.classList.add("dl-lit");
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  });
  new MutationObserver(() => {
    for (const message of document.querySelectorAll("#dl-chat .message [aria-label]")) {
      message.removeAttribute("aria-label");
    }
  }).observe(document.body, { childList: true, subtree: true });
}
