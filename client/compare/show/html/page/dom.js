// Elements. Text from the data becomes markup nowhere: it is only ever given to
// these as a child, which makes a text node of it.

// element("td", {class: "x"}, "text", otherElement, ...)
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

function fill(id, ...children) {
  byId(id).replaceChildren(...children.flat().filter((child) => child !== undefined));
}

// A table that scrolls sideways by itself where the page is narrow.
function scrollable(label, table) {
  return element("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": label}, table);
}

// Names and values; pairs whose value is empty are left out.
function definitions(pairs) {
  const list = element("dl");
  for (const [name, value] of pairs) {
    if (value === undefined || value === "") continue;
    list.append(element("dt", {}, name), element("dd", {}, value));
  }
  return list;
}
