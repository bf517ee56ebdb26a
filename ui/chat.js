// Runs once when the page has loaded. A plain `#…` link would reload the page where its address has a
// query (?__theme=dark), for Gradio's <base> is without it. And Gradio labels each message with its
// own HTML source.
() => {
  const fill = (id, text) => {
    const box = document.querySelector(`#${id} :is(input, textarea)`);
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#dl-"]');
    if (!link) return;
    event.preventDefault();
    if (link.matches(".dl-edit")) return fill("dl-question", link.textContent);
    if (link.matches(".dl-period")) {
      const [, first, last] = link.getAttribute("href").split("/");
      fill("dl-before", last);
      fill("dl-after", first);
      return;
    }
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
