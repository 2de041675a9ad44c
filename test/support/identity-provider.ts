import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An identity provider on a free port, whose tokens the application accepts that has its settings. */
export class TestIdentityProvider {
  private constructor(
    readonly settings: Record<string, string>,
    private readonly sign: (subject: string, name: string) => Promise<string>,
    readonly close: () => void,
  ) {}

  static async start(): Promise<TestIdentityProvider> {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const audience = 'https://api.example';
    const sign = (subject: string, name: string): Promise<string> =>
      new SignJWT({ name })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(subject)
        .setExpirationTime('1h')
        .sign(privateKey);
    const settings = { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWKS_URL: `${issuer}/jwks` };
    return new TestIdentityProvider(settings, sign, () => {
      server.closeAllConnections();
      server.close();
    });
  }

  /** What a reader who is signed in sends. */
  async headers(subject: string, name: string): Promise<{ authorization: string }> {
    return { authorization: `Bearer ${await this.sign(subject, name)}` };
  }
}
