export interface Settings {
  /** Address of the API, without a slash at its end. */
  readonly apiUrl: string;
  readonly host: string;
  readonly port: number;
}

/** @throws Error with one line that names the variable which cannot be used */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const { BROADSHEET_URL = 'http://localhost:3000', HOST = '127.0.0.1', READER_PORT = '8080' } = environment;
  if (!/^https?:$/.test(URL.canParse(BROADSHEET_URL) ? new URL(BROADSHEET_URL).protocol : '')) {
    throw new Error('BROADSHEET_URL must be an http or https address');
  }
  const port = Number(READER_PORT);
  if (!/^\d+$/.test(READER_PORT) || port > 65_535) {
    throw new Error('READER_PORT must be a number from 0 to 65535');
  }
  return { apiUrl: BROADSHEET_URL.replace(/\/+$/, ''), host: HOST, port };
}
