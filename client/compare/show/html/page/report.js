// Reads the data and draws the page. What the tests in test/browser/ look at is
// written to <html>: data-state, data-charts and data-errors.

const page = document.documentElement;

function reportTrouble(message) {
  page.dataset.errors = String(Number(page.dataset.errors || 0) + 1);
  page.dataset.firstError = page.dataset.firstError || message;
  byId("notices").append(element("p", {class: "notice"},
      `This page could not be drawn in full: ${message}`));
}

window.addEventListener("error", (event) => reportTrouble(event.message));

// The choice of the point that the ladder and the next section show.
function drawPicker(comparison, chosen, choose) {
  if (comparison.points.length < 2) {
    fill("point_picker", `At ${formatPoint(chosen, comparison)}.`);
    return;
  }
  const select = element("select", {id: "point_select"}, comparison.points.map(
      (point, i) => element("option", {value: i, selected: point === chosen ? "" : undefined},
                            formatPoint(point, comparison))));
  select.addEventListener("change", () => choose(comparison.points[Number(select.value)]));
  fill("point_picker", element("label", {for: "point_select"}, "At "), select);
}

function drawWords(comparison) {
  document.title = comparison.name;
  fill("title", comparison.name);
  drawFacts(comparison);
  showAnswer(comparison);
  drawNotices(comparison);
  drawTable(comparison);
  drawChecks(comparison);
  drawTargets(comparison);
  drawSettings(comparison);
  drawHosts(comparison);
  drawNetwork(comparison);
  drawReproduce(comparison);
}

function main() {
  const comparison = readComparison(byId("data").textContent, byId("target_facts").textContent);
  let point = headlinePoint(comparison, mainTarget(comparison));
  const drawCharts = () => {
    applyChartDefaults();
    if (point) {
      drawLadder(comparison, point);
      drawPoint(comparison, point);
      drawSweeps(comparison);
    }
    page.dataset.charts = String(countCharts());
    page.dataset.theme = theme.name;
  };
  const drawAll = () => {
    for (const id of ["point_legend", "sweep_legend"]) drawLegend(id, comparison, drawAll);
    drawCharts();
  };
  drawWords(comparison);
  if (point) {
    drawPicker(comparison, point, (chosen) => {
      point = chosen;
      drawCharts();
    });
  }
  drawAll();
  darkScreen.addEventListener("change", drawCharts);
  const print = (printing) => {
    theme.printing = printing;
    drawCharts();
  };
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
}

page.dataset.errors = "0";
try {
  main();
  page.dataset.state = "drawn";
} catch (error) {
  reportTrouble(String(error));
  page.dataset.state = "failed";
}
