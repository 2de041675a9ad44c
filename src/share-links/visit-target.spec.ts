import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddText } from '../../test/support/odd-texts.js';
import { SHARE_NETWORKS } from './share-networks.js';
import { addressOf, type AddressRules, type StoryTarget } from './visit-target.js';

const rules: AddressRules = {
  site: 'https://site.example',
  forwarded: ['utm_campaign', 'utm_content', 'utm_id', 'utm_term'],
};
const story = (changes: Partial<StoryTarget> = {}): StoryTarget => ({
  ...{ kind: 'story', id: '1', url: 'https://site.example/world/a-story', campaign: null },
  ...changes,
});

/** Parts that lead elsewhere when an address is put together without care. */
const AWAY = [
  '//evil.example',
  '@evil.example',
  '.evil.example',
  ':80@evil.example',
  '\\evil.example',
  '/..',
  '?',
  '#',
  'https://evil.example',
];

describe('the address of a story', () => {
  it('is on the site, whatever slug, section, network, query and campaign look like', () => {
    const part = fc.oneof(fc.constantFrom(...AWAY), oddText());
    fc.assert(
      fc.property(
        part,
        part,
        part,
        part,
        fc.constantFrom(null, ...Object.keys(SHARE_NETWORKS)),
        (section, slug, query, campaign, network) => {
          const target = story({ url: `${rules.site}/${section}/${slug}`, campaign });
          const visit = { network, query: `utm_term=${query}&${query}=x` };
          const address = addressOf(target, visit, { ...rules, forwarded: [...rules.forwarded, query] });
          expect(new URL(address).origin).toBe(rules.site);
          expect(address).toMatch(/^[\x21-\x7e]+$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is none when it would not be', () => {
    for (const url of [
      'https://site.example.evil.example/a',
      'https://site.example@evil.example/',
      'https://evil.example/',
      'javascript:alert(1)',
    ]) {
      expect(() => addressOf(story({ url }), { network: null, query: '' }, rules)).toThrow(
        'no such short link',
      );
    }
  });

  it('says where the visit came from, in the words of the code before those of the caller', () => {
    const visit = { network: 'x', query: 'utm_campaign=mine&utm_source=mine&utm_content=c' };
    expect(addressOf(story({ campaign: 'ours & yours' }), visit, rules)).toBe(
      'https://site.example/world/a-story?utm_source=x&utm_medium=share&utm_campaign=ours+%26+yours&utm_content=c',
    );
    expect(addressOf(story(), visit, { ...rules, forwarded: ['utm_source'] })).toBe(
      'https://site.example/world/a-story?utm_source=mine&utm_medium=share',
    );
  });

  it('keeps what the address of the site has before', () => {
    const under = { ...rules, site: 'http://site.example:8080/news' };
    const target = story({ url: 'http://site.example:8080/news/a' });
    expect(addressOf(target, { network: null, query: '' }, under)).toBe(
      'http://site.example:8080/news/a?utm_source=link&utm_medium=share',
    );
    expect(() =>
      addressOf(story({ url: 'http://site.example:8080/a' }), { network: null, query: '' }, under),
    ).toThrow();
  });

  it('takes no value of more than 200 characters, where it would go on', () => {
    const of = (query: string) => addressOf(story(), { network: null, query }, rules);
    expect(() => of(`utm_term=${'x'.repeat(201)}`)).toThrow('utm_term is longer than 200 characters');
    expect(of(`utm_term=&fbclid=${'x'.repeat(999)}`)).toBe(of(''));
  });
});
