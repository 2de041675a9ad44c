import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/database/sql.js';
import {
  addMany,
  heldStory,
  type Moderator,
  noteFinding,
  startDesk,
  UNKNOWN,
} from '../support/moderation.js';
import type { TestApp } from '../support/test-app.js';

let site: TestApp;
let desk: Moderator;
beforeAll(async () => ({ site, desk } = await startDesk()));
afterAll(() => site.close());

describe('undoing', () => {
  const last = async (id: string, action: string) =>
    (await desk.act(id, action)).body.decisions.at(-1)?.id ?? '';
  const codeOf = async (decision: string) => {
    const { status, body } = await desk.undo<{ code: string }>(decision);
    return [status, body.code];
  };

  it('restores what was before, once, and can be undone itself', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    await desk.act(id, 'approve');
    const rejection = await last(id, 'reject');
    const undone = await desk.undo(rejection, { reason: 'A slip.' });
    expect(undone.status).toBe(200);
    expect(undone.body.comment.status).toBe('approved');
    expect(undone.body.decisions.at(-1)).toMatchObject({
      ...{
        verdict: 'undo',
        undoes: rejection,
        reason: 'A slip.',
        statusBefore: 'rejected',
        statusAfter: 'approved',
      },
    });
    expect(await codeOf(rejection)).toEqual([409, 'DECISION_SUPERSEDED']);
    const redone = await desk.undo(undone.body.decisions.at(-1)?.id ?? '');
    expect(redone.body.comment.status).toBe('rejected');
    const { undoDecision } = await desk.graphql<{ undoDecision: object }>(
      'mutation ($id: ID!) { undoDecision(input: { id: $id }) { moderatedComment { comment { status } } errors { code } } }',
      { id: redone.body.decisions.at(-1)?.id },
    );
    expect(undoDecision).toEqual({ moderatedComment: { comment: { status: 'APPROVED' } }, errors: [] });
  });

  it('is refused once something else was decided, though it came to the same', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const first = await last(id, 'approve');
    const second = await last(id, 'approve');
    expect(await codeOf(first)).toEqual([409, 'DECISION_SUPERSEDED']);
    const third = await last(id, 'spam');
    expect(await codeOf(second)).toEqual([409, 'DECISION_SUPERSEDED']);
    const { undoDecision } = await desk.graphql<{ undoDecision: object }>(
      'mutation ($id: ID!) { undoDecision(input: { id: $id }) { moderatedComment { flagCount } errors { code pointer } } }',
      { id: first },
    );
    expect(undoDecision).toEqual({
      moderatedComment: null,
      errors: [{ code: 'DECISION_SUPERSEDED', pointer: '' }],
    });
    expect((await desk.undo(third)).body.comment.status).toBe('approved');
  });

  it('is done once by two at once', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const decision = await last(id, 'approve');
    const answers = await Promise.all([1, 2, 3].map(() => desk.undo(decision)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('is for what moderators decided, of comments that are there', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    await noteFinding(site, id, 'links', 'hold', 'tooManyLinks');
    const { body } = await desk.queue(`?article=${path.split('/')[3]}`);
    expect(await codeOf(body.items[0]?.decisions[0]?.id ?? '')).toEqual([409, 'DECISION_FINAL']);
    expect(await codeOf(UNKNOWN)).toEqual([404, 'DECISION_NOT_FOUND']);
    expect(await codeOf('nothing')).toEqual([404, 'DECISION_NOT_FOUND']);
    const decision = await last(id, 'approve');
    await site.database.query(sql`update comment set status = 'deleted' where id = ${id}`);
    expect(await codeOf(decision)).toEqual([409, 'COMMENT_DELETED']);
  });

  it('knows putting forward from the state', async () => {
    const { path } = await heldStory(site);
    const [id = ''] = await addMany(site, path, 1);
    const approval = await last(id, 'approve');
    const feature = await last(id, 'feature');
    const unfeatured = await desk.undo(feature);
    expect(unfeatured.body.comment.featured).toBe(false);
    expect(unfeatured.body.decisions.at(-1)).toMatchObject({
      verdict: 'unfeature',
      undoes: feature,
      statusAfter: null,
    });
    expect(await codeOf(feature)).toEqual([409, 'DECISION_SUPERSEDED']);
    const again = unfeatured.body.decisions.at(-1)?.id ?? '';
    expect((await desk.undo(approval)).body.comment.status).toBe('pending');
    expect(await codeOf(again)).toEqual([409, 'COMMENT_NOT_APPROVED']);
  });
});
