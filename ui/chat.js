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
  // What is sent before the last question is over is dropped by Gradio, so it waits for that.
  let waiting;
  const ask = (question) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const button = document.querySelector("#dl-question .submit-button");
      if (!button) return ask(question);
      fill("dl-question", question);
      setTimeout(() => button.click());
    }, 50);
  };
  // The page may be served over plain HTTP, where there is no clipboard but the selection's.
  const copy = (link) => {
    const source = document.getElementById(link.hash.slice(1));
    const box = document.createElement("textarea");
    box.value = source.textContent;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
    link.dataset.label ??= link.textContent; // a second click finds it changed already
    link.textContent = source.dataset.copied;
    link.focus();
    setTimeout(() => (link.textContent = link.dataset.label), 1500);
  };
  document.addEventListener(
    "keydown",
    (event) => {
      const entered = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      const box = document.querySelector("#dl-question textarea");
      if (!entered || event.target !== box || !box.value.trim()) return;
      if (document.querySelector("#dl-question .submit-button")) return;
      event.preventDefault();
      event.stopPropagation();
      ask(box.value);
    },
    true, // before Gradio hears of it
  );
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector("#dl-question textarea").focus();
    }
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const links = [...document.querySelectorAll("#dl-chat sup a.dl-cite")];
    if (!step || !links.length) return;
    event.preventDefault();
    const lit = document.querySelector(".dl-lit");
    const now = links.findLastIndex((link) => lit && link.hash === `#${lit.id}`);
    const next = now < 0 && step < 0 ? links.length - 1 : now + step;
    links[Math.min(Math.max(next, 0), links.length - 1)].click();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest(".stop-button, #dl-clear")) clearTimeout(waiting);
    const link = event.target.closest('a[href^="#dl-"]');
    if (!link) return;
    event.preventDefault();
    if (link.matches(".dl-edit")) return fill("dl-question", link.textContent);
    if (link.matches(".dl-copy")) return copy(link);
    if (link.matches(".dl-tell")) {
      const [box, turn, what] = link.getAttribute("href").split("/");
      return fill(box.slice(1), `${turn} ${what} ${Date.now()}`); // the same again is a change
    }
    if (link.matches(".dl-ask")) return ask(link.textContent);
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
  // The newest question stands at the top, its answer below it.
  const goToNewest = () => {
    const newest = [...document.querySelectorAll("#dl-chat .user-row")].pop();
    const wrap = document.querySelector("#dl-chat .bubble-wrap");
    if (!newest) return;
    wrap.scrollTop += newest.getBoundingClientRect().top - wrap.getBoundingClientRect().top;
    const beside = matchMedia("(min-width: 60rem)").matches; // as in the style sheet
    newest.scrollIntoView({ block: beside ? "nearest" : "start" });
  };
  let rows = 0;
  const follow = () => {
    const now = document.querySelectorAll("#dl-chat .message-row").length;
    if (now > rows) [0, 100, 300].forEach((later) => setTimeout(goToNewest, later)); // it grows
    rows = now;
  };
  new MutationObserver(() => {
    follow();
    for (const message of document.querySelectorAll("#dl-chat .message [aria-label]")) {
      message.removeAttribute("aria-label");
    }
  }).observe(document.body, { childList: true, subtree: true });
}
