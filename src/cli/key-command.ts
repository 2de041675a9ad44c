import { ApiKeysQuery } from '../access/api-keys.query.js';
import { ApiKeysService } from '../access/api-keys.service.js';
import type { ApiKey } from '../access/api-key.view.js';
import { PAGE_SIZE } from '../platform/api/page-request.js';
import { withApplication } from './application.js';
import { type Command, EXIT } from './arguments.js';

type KeyCommand = Extract<Command, { name: 'key' }>;

const ACTOR = 'cli';

/** Makes, lists and revokes keys in the database of the settings. Gives the exit status. */
export async function keyCommand(command: KeyCommand): Promise<number> {
  const output = await withApplication(async (app) => {
    const service = app.get(ApiKeysService, { strict: false });
    const query = app.get(ApiKeysQuery, { strict: false });
    const doing = { actor: ACTOR, now: new Date() };
    switch (command.action) {
      case 'create': {
        const { label: name, scopes, expiresAt, partner } = command;
        const { id, key } = await service.create({ name, scopes, expiresAt, partner }, doing);
        return command.json ? json({ apiKey: await query.whole(id), key }) : `${key}\n`;
      }
      case 'list': {
        const keys = await allKeys(query);
        return command.json ? json(keys) : keys.map(lineOf).join('');
      }
      case 'revoke': {
        await service.revoke(command.id, doing);
        return command.json ? json(await query.whole(command.id)) : `${command.id} is revoked.\n`;
      }
    }
  });
  process.stdout.write(output);
  return EXIT.done;
}

async function allKeys(query: ApiKeysQuery): Promise<ApiKey[]> {
  const keys: ApiKey[] = [];
  for (let after: string | null = null; ;) {
    const answer = await query.list({ first: PAGE_SIZE.max, after }, false);
    const { items, pageInfo } = JSON.parse(answer?.json ?? '{}') as {
      items: ApiKey[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    keys.push(...items);
    if (!pageInfo.hasNextPage) return keys;
    after = pageInfo.endCursor;
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const lineOf = ({ id, prefix, name, scopes, revokedAt, expiresAt }: ApiKey): string => {
  const state = revokedAt ? `revoked ${revokedAt}` : expiresAt ? `until ${expiresAt}` : 'valid';
  return `${id}  ${prefix}…  ${scopes.join(',')}  ${state}  ${name}\n`;
};
