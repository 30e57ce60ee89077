// The board: a card is dragged, or moved by keys. Nothing is moved here: dropping a card on the lane of its next
// stage opens the gate, and the server decides; on every other lane the card stays and says why.
(function () {
  const said = document.createElement("p");  // there before it speaks, or nobody hears it
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  document.body.append(said);

  const board = () => document.getElementById("board");
  const lanes = () => [...board().querySelectorAll(".lane")];
  const cards = (lane) => [...lane.querySelectorAll(".deal")];
  const cardHere = () => document.activeElement && document.activeElement.closest("#board .deal");

  // -- dragging ----------------------------------------------------------------------------------
  // What a lane says to the card that is held: where it may go, how much is missing, or why not.
  function answerOf(lane, card) {
    const order = lanes().map((each) => each.dataset.lane);
    if (lane.dataset.lane === card.dataset.stage) return { text: "" };
    if (lane.dataset.lane === card.dataset.next) return { takes: true, text: card.dataset.takes };
    const isBack = order.indexOf(lane.dataset.lane) < order.indexOf(card.dataset.stage);
    return { text: isBack ? board().dataset.back : board().dataset.skip };
  }
  function say(card) {
    for (const lane of lanes()) {
      const { takes, text } = card ? answerOf(lane, card) : { text: "" };
      const line = lane.querySelector(".lane-says");
      line.textContent = text;
      line.hidden = !text;
      lane.classList.toggle("takes", Boolean(takes));
      lane.classList.toggle("refuses", Boolean(text) && !takes);
    }
  }
  function laneAt(event) {
    const point = event && event.changedTouches ? event.changedTouches[0] : event;
    const under = point && document.elementFromPoint(point.clientX, point.clientY);
    return under && under.closest("#board .lane");
  }
  function drop(card, lane) {
    if (!lane || lane.contains(card)) return;
    const { takes, text } = answerOf(lane, card);
    if (takes) {
      // Sortable swallows the first click after a drag: one that goes nowhere, before the one that counts.
      document.documentElement.dispatchEvent(new MouseEvent("click"));
      card.querySelector("[data-advance]").click();
      return;
    }
    card.querySelectorAll(".refused").forEach((old) => old.remove());
    const line = document.createElement("p");
    line.className = "refused";
    line.textContent = text;
    card.append(line);
    said.textContent = text;
  }
  function makeDraggable() {
    if (!board() || board().dataset.group !== "stage" || !window.Sortable) return;
    for (const list of board().querySelectorAll(".lane-cards")) {
      if (!window.Sortable.get(list)) window.Sortable.create(list, {
        group: "deals",
        draggable: ".deal[data-next]",
        sort: false,
        forceFallback: true,
        fallbackOnBody: true,
        fallbackTolerance: 4,
        delay: 200,
        delayOnTouchOnly: true,
        ghostClass: "is-held",
        onStart: (event) => say(event.item),
        onMove: () => false,  // the card itself stays where it is
        onEnd: (event) => { say(null); drop(event.item, laneAt(event.originalEvent)); },
      });
    }
  }

  // -- keys ---------------------------------------------------------------------------------------
  function focus(card) {
    if (!card) return false;
    card.querySelector("h3 a").focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }
  function along(step) {
    const card = cardHere();
    if (!card) return focus(board().querySelector(".deal"));
    const all = cards(card.closest(".lane"));
    return focus(all[Math.min(all.length - 1, Math.max(0, all.indexOf(card) + step))]);
  }
  function across(step) {
    const card = cardHere();
    if (!card) return false;
    const here = card.closest(".lane");
    const filled = lanes().filter((lane) => lane === here || cards(lane).length);
    const next = filled[filled.indexOf(here) + step];
    if (!next) return true;
    const all = cards(next);
    return focus(all[Math.min(all.length - 1, cards(here).indexOf(card))]);
  }
  function advance() {
    const card = cardHere();
    const link = card && card.querySelector("[data-advance]");
    if (link) link.click();
    return Boolean(link);
  }

  const { addKey } = window.gaoxin;
  addKey("j", () => along(1));
  addKey("k", () => along(-1));
  addKey("ArrowDown", () => Boolean(cardHere()) && along(1));
  addKey("ArrowUp", () => Boolean(cardHere()) && along(-1));
  addKey("ArrowRight", () => across(1));
  addKey("ArrowLeft", () => across(-1));
  addKey("m", advance);

  document.addEventListener("htmx:afterSettle", makeDraggable);
  makeDraggable();
})();
