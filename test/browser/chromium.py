"""Drives a headless Chromium over the DevTools protocol.

The protocol goes through two pipes (--remote-debugging-pipe, JSON ended by a NUL
byte), so that neither a port nor a library is needed. One Chromium has one page.
"""

import base64
import json
import os
import select
import subprocess
import tempfile
import time

FLAGS = [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
    '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-extensions',
    '--disable-dev-shm-usage', '--remote-debugging-pipe',
]


class Chromium:
    """Use as a context manager; ends the browser whatever happens."""

    def __init__(self, program, timeout_s=60):
        self._deadline = time.monotonic() + timeout_s
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        self._process = subprocess.Popen(
            ['/bin/sh', '-c', f'exec "$@" 3<&{to_browser} 4>&{from_browser}',
             'sh', program, *FLAGS, f'--user-data-dir={self._profile.name}',
             'about:blank'],
            pass_fds=(to_browser, from_browser), stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b''
        self._next_id = 0
        self._session = None
        # What the page threw, logged as an error, or asked the network for.
        self.troubles = []
        self.requests = []

    def __enter__(self):
        targets = self.call('Target.getTargets')['targetInfos']
        page = next(t for t in targets if t['type'] == 'page')
        self._session = self.call(
            'Target.attachToTarget',
            targetId=page['targetId'], flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Network', 'Log'):
            self.call(f'{domain}.enable')
        return self

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._write)
        os.close(self._read)
        self._profile.cleanup()

    def _receive(self):
        while b'\0' not in self._buffer:
            left = self._deadline - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                raise TimeoutError('Chromium did not answer in time')
            data = os.read(self._read, 1 << 20)
            if not data:
                raise EOFError('Chromium ended')
            self._buffer += data
        message, self._buffer = self._buffer.split(b'\0', 1)
        return json.loads(message)

    def _note(self, message):
        params = message.get('params', {})
        match message.get('method'):
            case 'Runtime.exceptionThrown':
                details = params['exceptionDetails']
                self.troubles.append(details.get('exception', details).get(
                    'description', details['text']))
            case 'Log.entryAdded' if params['entry']['level'] == 'error':
                self.troubles.append(params['entry']['text'])
            case 'Network.requestWillBeSent':
                self.requests.append(params['request']['url'])

    def call(self, method, **params):
        """Sends one command and returns its result."""
        self._next_id += 1
        message = {'id': self._next_id, 'method': method, 'params': params}
        if self._session:
            message['sessionId'] = self._session
        data = json.dumps(message).encode() + b'\0'
        while data:
            data = data[os.write(self._write, data):]
        while True:
            answer = self._receive()
            if answer.get('id') == self._next_id:
                if 'error' in answer:
                    raise RuntimeError(f'{method}: {answer["error"]}')
                return answer['result']
            self._note(answer)

    def show(self, path, width, height, dark):
        """Opens a file in a window of that many CSS pixels."""
        self.call('Emulation.setDeviceMetricsOverride', width=width,
                  height=height, deviceScaleFactor=1, mobile=False)
        self.call('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme',
             'value': 'dark' if dark else 'light'}])
        self.troubles.clear()
        self.requests.clear()
        self.call('Page.navigate', url=f'file://{os.path.abspath(path)}')
        while self.evaluate('document.readyState') != 'complete':
            time.sleep(0.02)
        # Two frames: charts size themselves in the first.
        self.evaluate('new Promise((done) => requestAnimationFrame('
                      '() => requestAnimationFrame(done)))')

    def evaluate(self, script):
        """The value of a JavaScript expression, awaited if need be."""
        answer = self.call('Runtime.evaluate', expression=script,
                           returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in answer:
            raise RuntimeError(f'{script}: {answer["exceptionDetails"]}')
        return answer['result'].get('value')

    def screenshot(self, path):
        """The whole page as a PNG."""
        size = self.call('Page.getLayoutMetrics')['cssContentSize']
        clip = {'x': 0, 'y': 0, 'scale': 1, 'width': size['width'],
                'height': size['height']}
        data = self.call('Page.captureScreenshot', clip=clip,
                         captureBeyondViewport=True)['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))

    def print(self, path):
        """The page as a PDF, as a user would print it."""
        data = self.call('Page.printToPDF', printBackground=False,
                         paperWidth=8.27, paperHeight=11.69,
                         preferCSSPageSize=False)['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))
