import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyServerOptions } from 'fastify';
import { pathOf, MAX_URL_BYTES } from './target.js';
import { PROBLEM_TYPE, type ProblemTranslator } from './problem.js';

type Handler = NonNullable<FastifyServerOptions['clientErrorHandler']>;
type ConnectionError = Parameters<Handler>[0];

/** Answers what Node's HTTP parser refuses (bad syntax, headers too large, too slow) with a problem, then hangs up. */
export function connectionErrorHandler(translator: ProblemTranslator): Handler {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    if (!socket.writable || isAnswering(socket)) {
      socket.destroy(error);
      return;
    }
    const { status, body } = translator.ofCode(connectionErrorCode(error), targetOf(error));
    const json = JSON.stringify(body);
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
        `Content-Length: ${Buffer.byteLength(json)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${json}`,
    );
    // Not destroy(): that would throw away what was just written when the peer reads slowly.
    socket.destroySoon();
  };
}

/** Writing into an answer that has begun would corrupt it; Node's own handler looks at the same member. */
function isAnswering(socket: Socket): boolean {
  const { _httpMessage: message } = socket as Socket & { _httpMessage?: { headersSent: boolean } | null };
  return message?.headersSent === true;
}

function connectionErrorCode(error: ConnectionError): string {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'REQUEST_TIMEOUT';
  if (error.code !== 'HPE_HEADER_OVERFLOW') return 'BAD_REQUEST';
  // The parser's limit covers the request line and the headers together: tell which of them was too long.
  return LONG_TARGET.test(startOf(error)) ? 'URL_TOO_LONG' : 'HEADERS_TOO_LARGE';
}

const LONG_TARGET = new RegExp(`^[A-Z]+ /[^ ]{${MAX_URL_BYTES}}`);
const REQUEST_LINE = /^[A-Z]+ (\/[\x21-\x7e]*) HTTP\/1\.[01]\r\n/;

/** The path, when the parser's last packet begins with a whole request line. */
function targetOf(error: ConnectionError): string | undefined {
  const target = REQUEST_LINE.exec(startOf(error))?.[1];
  return target === undefined ? undefined : pathOf(target);
}

/** The beginning of what the parser was given last: a Buffer, whatever Fastify's types say. */
function startOf(error: ConnectionError): string {
  const packet: unknown = error.rawPacket;
  return Buffer.isBuffer(packet) ? packet.toString('latin1', 0, MAX_URL_BYTES + 100) : '';
}
