// Draws one neighbourhood with vis-network; a click on a neighbour goes back as the trigger value "opened".
// All texts arrive as plain text and are set as plain text (canvas labels, textContent).

const drawn = new WeakMap();

function theme(element) {
  const style = getComputedStyle(element);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: read("--st-text-color", "#14213D"),
    paper: read("--st-background-color", "#FFFFFF"),
    yes: read("--st-primary-color", "#0B7A75"),
    no: read("--st-red-color", "#B23A48"),
    unknown: read("--st-gray-color", "#5B6575"),
    line: read("--st-border-color", "#C3CAD4"),
    font: read("--st-font", "sans-serif"),
  };
}

function styledNode(node, colours) {
  const { group, color, fill: typeColour, shape, ...kept } = node;
  const border = group === "you" ? colours.text : typeColour || colours[group];
  const fill = typeColour || { you: colours.text, yes: colours.yes, no: colours.paper, unknown: colours.paper }[group];
  return {
    ...kept,
    shape: shape || "dot",
    physics: false,
    borderWidth: 2.5,
    borderWidthSelected: 4,
    shapeProperties: { borderDashes: group === "unknown" ? [3, 3] : false },
    color: { background: fill, border, highlight: { background: fill, border }, hover: { background: fill, border } },
    font: { color: colours.text, face: colours.font, size: group === "you" ? 24 : 19, multi: false,
            strokeWidth: 5, strokeColor: colours.paper },
  };
}

function styledEdge(edge, index, colours) {
  return {
    id: index, from: edge.from, to: edge.to, width: edge.width,
    arrows: edge.main ? { to: { enabled: true, scaleFactor: 0.5 } } : undefined,
    dashes: edge.outcome ? false : [6, 4],
    smooth: edge.main ? { enabled: true, type: "curvedCW", roundness: 0.08 } : false,
    color: { color: edge.main ? colours.unknown : colours.line, opacity: edge.main ? 0.75 : 0.45,
             highlight: colours.text, inherit: false },
    hoverWidth: 0, selectionWidth: 0,
  };
}

function draw(state) {
  const { nodes, edges } = state.payload;
  state.colours = theme(state.frame);
  state.network.setData({
    nodes: nodes.map((node) => styledNode(node, state.colours)),
    edges: edges.map((edge, index) => styledEdge(edge, index, state.colours)),
  });
  state.network.fit({ animation: false });
}

function start(parent, height) {
  const frame = parent.querySelector(".neighbourhood");
  frame.style.height = `${height}px`;
  const options = {
    physics: false, layout: { improvedLayout: false },
    interaction: { hover: true, zoomView: false, dragNodes: false, selectConnectedEdges: false, tooltipDelay: 80 },
  };
  const state = { frame, payload: null, colours: {}, seen: "" };
  state.network = new globalThis.vis.Network(frame, { nodes: [], edges: [] }, options);
  state.network.on("click", (event) => {
    const id = event.nodes[0];
    if (id !== undefined && id !== state.middle) state.open(id);
  });
  state.network.on("hoverNode", () => { frame.style.cursor = "pointer"; });
  state.network.on("blurNode", () => { frame.style.cursor = "default"; });
  state.watch = setInterval(() => {
    if (state.payload && JSON.stringify(theme(frame)) !== JSON.stringify(state.colours)) draw(state);
  }, 800);
  state.resized = new ResizeObserver(() => state.network.fit({ animation: false }));
  state.resized.observe(frame);
  return state;
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let waiting = null;
  const show = () => {
    if (!globalThis.vis) { waiting = setTimeout(show, 30); return; }
    let state = drawn.get(parentElement);
    if (!state) { state = start(parentElement, data.height); drawn.set(parentElement, state); }
    state.open = (id) => setTriggerValue("opened", id);
    state.middle = data.nodes.length ? data.nodes[0].id : undefined;
    const seen = JSON.stringify(data);
    if (seen === state.seen) return;
    state.seen = seen;
    state.payload = data;
    state.frame.setAttribute("aria-label", data.text);
    draw(state);
  };
  show();
  return () => {
    clearTimeout(waiting);
    const state = drawn.get(parentElement);
    if (!state) return;
    clearInterval(state.watch);
    state.resized.disconnect();
    state.network.destroy();
    drawn.delete(parentElement);
  };
}
