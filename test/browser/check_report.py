"""Opens made-up reports in headless Chromium and looks at what was drawn.

usage: check_report.py CHROMIUM WRITE_MADE_UP_REPORTS FOLDER

FOLDER is where reports, screenshots and prints are left to be looked at. Exit
status 77: CHROMIUM is not there, which is a failure where GRPC_PERF_MSGR_REQUIRE
names "browser".
"""

import os
import subprocess
import sys
import unittest

from chromium import Chromium

AWKWARD_NAME = 'a</script><b>"&\''

# Least share of a canvas's pixels that are drawn on, and its number of colours.
CANVASES = '''[...document.querySelectorAll("canvas")].map((canvas) => {
  const {width, height} = canvas;
  const {data} = canvas.getContext("2d").getImageData(0, 0, width, height);
  const colors = new Set();
  let drawn = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 0) continue;
    ++drawn;
    if (data[at + 3] === 255) colors.add((data[at] << 16) + (data[at + 1] << 8) + data[at + 2]);
  }
  return {share: drawn / (width * height), colors: colors.size, label: canvas.ariaLabel,
          right: canvas.getBoundingClientRect().right};
})'''


class ReportTest(unittest.TestCase):
    chromium = ''
    folder = ''

    @classmethod
    def setUpClass(cls):
        cls.browser = Chromium(cls.chromium, timeout_s=240).__enter__()
        cls.addClassCleanup(cls.browser.__exit__)

    def show(self, name, width=1600, dark=False):
        path = os.path.join(self.folder, f'{name}.html')
        self.browser.show(path, width, 900, dark)
        self.expect_no_trouble(path)

    def expect_no_trouble(self, path):
        data = self.browser.evaluate('({...document.documentElement.dataset})')
        self.assertEqual(data.get('firstError'), None)
        self.assertEqual((data['state'], data['errors']), ('drawn', '0'))
        self.assertEqual(self.browser.troubles, [])
        self.assertEqual(self.browser.requests,
                         [f'file://{os.path.abspath(path)}'])

    def text(self, selector='body'):
        return self.browser.evaluate(
            f'document.querySelector("{selector}").innerText')

    def charts(self):
        return int(self.browser.evaluate(
            'document.documentElement.dataset.charts'))

    def test_draws_every_chart_in_every_theme_and_width(self):
        for width in (400, 1600):
            for dark in (False, True):
                theme = 'dark' if dark else 'light'
                with self.subTest(width=width, theme=theme):
                    self.show('ladder', width, dark)
                    self.browser.screenshot(os.path.join(
                        self.folder, f'ladder_{width}_{theme}.png'))
                    self.assertEqual(self.browser.evaluate(
                        'document.documentElement.dataset.theme'), theme)
                    # Three of one point; four by window at each of 3 sizes and
                    # by size at each of 4 windows.
                    self.assertEqual(self.charts(), 3 + 4 * (3 + 4))
                    canvases = self.browser.evaluate(CANVASES)
                    self.assertEqual(len(canvases), self.charts())
                    for canvas in canvases:
                        self.assertGreater(canvas['share'], 0.01)
                        self.assertGreater(canvas['colors'], 5)
                        self.assertLessEqual(canvas['right'], width)
                        self.assertGreater(len(canvas['label']), 20)

    def test_the_page_never_scrolls_sideways(self):
        for name in ('ladder', 'small', 'ceph', 'empty'):
            for width in (320, 400, 800, 1600):
                with self.subTest(name=name, width=width):
                    self.show(name, width)
                    self.assertLessEqual(self.browser.evaluate(
                        'document.documentElement.scrollWidth'), width)

    def test_answers_in_a_sentence(self):
        self.show('ladder')
        self.assertRegex(self.text('#answer'), (
            r'^At 1 thread × window 32 × 4 KiB, grpc \(gRPC stream, protobuf\) '
            r'carries 0\.41× \[0\.40\.\.0\.42\] the messages per second of tcp, '
            r'costs 2\.72× \[.*\] the CPU per message and has '
            r'2\.47× \[.*\] the median latency\.$'))
        self.assertIn('Over all 12 points', self.text('#answer_range'))

    def test_shows_every_targets_ratios_at_a_glance(self):
        self.show('ladder')
        self.assertRegex(self.text('#glance'), (
            r'Ratios to tcp at 1 thread × window 32 × 4 KiB\s+msg/s\s+p50\s+'
            r'p99\s+CPU\s+tcp-bytes\s+▲ 1\.22×\s.*\s▲ 0\.79×'))
        self.assertRegex(self.text('#glance'),
                         r'grpc\s+▼ 0\.41×\s+▼ 2\.47×\s.*\s▼ 2\.72×')

    def test_names_are_text(self):
        self.show('ladder')
        self.assertIn(AWKWARD_NAME, self.text('#cell_table'))
        self.assertIn('<Socket> closed & gone', self.text('#checks'))
        self.assertEqual(
            self.browser.evaluate('document.querySelectorAll("b").length'), 0)

    def test_says_what_failed_and_what_is_doubtful(self):
        self.show('ladder')
        self.assertIn('4 of 252 runs FAILED', self.text('#notices'))
        table = self.text('#cell_table')
        self.assertIn('FAILED UNAVAILABLE: thread 0: stream broke', table)
        self.assertIn('1 of 3 runs FAILED', table)
        self.assertIn('no difference seen', table)
        self.assertIn("Little's law is off by more than 5 % in 1 run", table)
        self.assertIn('grpc-callback, 1 thread × window 128 × 4 KiB, repeat 3: '
                      'throughput × mean latency is 0.91 of the window',
                      self.text('#checks'))

    def test_tells_of_the_network_and_its_floor(self):
        self.show('ladder')
        text = self.text('#network')
        self.assertRegex(text, (
            r"client's end\s+enp1s0 10\.0\.0\.1, network card \(ixgbe\), "
            r"MTU 9000, path MTU 1500, link 10,000 Mbit/s"))
        self.assertRegex(text, (
            r"server's end\s+eth0 172\.18\.0\.2, veth: .*, MTU 1500\s"))
        self.assertIn('Network floor to 10.0.0.2: bare TCP', text)
        self.assertRegex(text, r'round trip, p50\s+24\.1 µs')
        self.assertRegex(text, r'a stream to the server\s+1,170 MB/s\s')
        self.assertRegex(text, (r'a stream to the client\s+900 MB/s, limited '
                                r'not by the network but by: server thread'))
        self.assertIn('The network floor to <far> is missing or not whole: '
                      'the server has no tcp:// address',
                      self.text('#notices'))

    def test_the_ladder_adds_up(self):
        self.show('ladder')
        rows = self.browser.evaluate(
            '[...document.querySelectorAll(".ladder tbody tr")].map((row) => '
            '[...row.querySelectorAll(".figure")].map((f) => f.innerText))')
        self.assertEqual(rows[0], ['4.20'])
        self.assertEqual(rows[1], ['+1.14', '5.34'])
        self.assertEqual(rows[5], ['−1.78', '20.0'])

    def test_another_point_and_a_hidden_target(self):
        self.show('ladder')
        self.browser.evaluate(
            '(() => { const select = document.getElementById("point_select");'
            'select.selectedIndex = select.options.length - 1;'
            'select.dispatchEvent(new Event("change")); })()')
        self.assertEqual(self.text('#point_label'),
                         'At 1 thread × window 128 × 64 KiB.')
        self.assertRegex(self.text('#ladder_body'),
                         r'grpc-unary\s+One call for each message\s+–\s+FAILED')
        label = 'document.querySelector("#point_charts canvas").ariaLabel'
        self.assertIn('grpc-callback', self.browser.evaluate(label))
        self.browser.evaluate('document.querySelectorAll('
                              '"#sweep_legend button")[5].click()')
        self.assertNotIn('grpc-callback', self.browser.evaluate(label))
        self.expect_no_trouble(os.path.join(self.folder, 'ladder.html'))

    def test_one_point_has_bars_and_no_lines(self):
        self.show('small')
        self.assertEqual(self.charts(), 1)
        self.assertIn('Not drawn, because only one value was measured: '
                      'window (32)', self.text('#sweeps'))
        self.assertIn('no difference seen', self.text('#answer'))
        self.assertIn('CPU per message is not known', self.text('#ladder_body'))
        self.assertIn('stopped before its end', self.text('#notices'))

    def test_what_cephs_client_does_not_measure_is_not_shown_as_measured(self):
        self.show('ceph')
        row = self.browser.evaluate(
            '[...document.querySelectorAll("#cell_table tbody tr")].pop()'
            '.innerText')
        self.assertIn("far (Ceph's own client) carries", self.text('#answer'))
        self.assertRegex(
            row, r"–\s+mean 160, derived by Little's law\s+–\s+–\s+–\s+–\s+1")
        targets = self.text('#targets_table')
        self.assertIn('chroot /srv/trixie ceph_perf_msgr_client', targets)
        self.assertRegex(targets, r'ceph_perf_msgr\s+bytes\s+chroot')

    def test_nothing_measured_is_said(self):
        self.show('empty')
        self.assertEqual(self.charts(), 0)
        self.assertIn('Nothing was compared', self.text('#answer'))

    def test_prints_light_and_returns_to_dark(self):
        self.show('ladder', dark=True)
        path = os.path.join(self.folder, 'ladder.pdf')
        self.browser.evaluate('window.addEventListener("afterprint", () => {'
                              'window.printed = true; })')
        self.browser.print(path)
        self.assertGreater(os.path.getsize(path), 100_000)
        self.assertTrue(self.browser.evaluate('window.printed'))
        self.assertEqual(self.browser.evaluate(
            'document.documentElement.dataset.theme'), 'dark')


if __name__ == '__main__':
    ReportTest.chromium, writer, ReportTest.folder = sys.argv[1:4]
    if not os.path.exists(ReportTest.chromium):
        print(f"no Chromium on this machine ({ReportTest.chromium}): "
              "./install_dependencies.sh test, then configure anew")
        required = os.environ.get("GRPC_PERF_MSGR_REQUIRE", "")
        sys.exit(1 if "browser" in required else 77)
    os.makedirs(ReportTest.folder, exist_ok=True)
    subprocess.run([writer, ReportTest.folder], check=True)
    unittest.main(argv=sys.argv[:1], verbosity=2)
