import { businessArticles } from './demo-articles-business.js';
import { cultureArticles } from './demo-articles-culture.js';
import { hiddenArticles } from './demo-articles-hidden.js';
import { scienceArticles } from './demo-articles-science.js';
import { sportArticles } from './demo-articles-sport.js';
import { technologyArticles } from './demo-articles-technology.js';
import { europeArticles } from './demo-articles-europe.js';
import { worldArticles } from './demo-articles-world.js';
import { demoAuthors } from './demo-authors.js';
import type {
  DemoPlacement,
  DemoSection,
  DemoSite,
  DemoSiteSettings,
  DemoSponsor,
  DemoTag,
} from './demo-types.js';

const site: DemoSiteSettings = {
  name: 'paradox',
  tagline: 'News from near and far, told plainly',
  language: 'en',
  copyrightNotice: '© 2020, paradox. All rights reserved.',
  labels: { more: 'More stories' },
  shareNetworks: ['x', 'facebook', 'telegram', 'whatsapp', 'linkedin', 'reddit', 'vk', 'email'],
  commentPolicy: 'open',
  commentsCloseAfterDays: null,
  anonymousAccess: 'full',
  navigation: ['world', 'business', 'science', 'culture', 'sport', 'technology'],
};

const sections: DemoSection[] = [
  { slug: 'world', name: 'WORLD', description: 'What happens abroad, and what each side says of it.' },
  {
    slug: 'business',
    name: 'BUSINESS',
    description: 'Work, trade and money, from the market stall to the night train.',
  },
  { slug: 'science', name: 'SCIENCE', description: 'Findings, and the patient people who make them.' },
  { slug: 'culture', name: 'CULTURE', description: 'Books, films, music and the places that keep them.' },
  { slug: 'sport', name: 'SPORT', description: 'Races, matches and games for players of every pace.' },
  { slug: 'technology', name: 'TECHNOLOGY', description: 'Tools that are useful, and what they cost us.' },
  { slug: 'europe', name: 'EUROPE', description: 'Stories from across the continent.', parent: 'world' },
  {
    slug: 'space',
    name: 'SPACE',
    description: 'The sky, seen from the ground and from above.',
    parent: 'science',
  },
  { slug: 'books', name: 'BOOKS', description: 'Readers, writers and libraries.', parent: 'culture' },
];

const tags: DemoTag[] = [
  { slug: 'armenia', name: 'Armenia' },
  { slug: 'astronomy', name: 'Astronomy' },
  { slug: 'azerbaijan', name: 'Azerbaijan' },
  { slug: 'birds', name: 'Birds' },
  { slug: 'chess', name: 'Chess' },
  { slug: 'climate', name: 'Climate' },
  { slug: 'diplomacy', name: 'Diplomacy' },
  { slug: 'education', name: 'Education' },
  { slug: 'energy', name: 'Energy' },
  { slug: 'european-union', name: 'European Union' },
  { slug: 'film', name: 'Film' },
  { slug: 'food', name: 'Food' },
  { slug: 'harbours', name: 'Harbours' },
  { slug: 'israel', name: 'Israel' },
  { slug: 'libraries', name: 'Libraries' },
  { slug: 'maps', name: 'Maps' },
  { slug: 'museums', name: 'Museums' },
  { slug: 'music', name: 'Music' },
  { slug: 'nagorno-karabakh', name: 'Nagorno-Karabakh' },
  { slug: 'oceans', name: 'Oceans' },
  { slug: 'open-source', name: 'Open source' },
  { slug: 'privacy', name: 'Privacy' },
  { slug: 'running', name: 'Running' },
  { slug: 'small-business', name: 'Small business' },
  { slug: 'tourism', name: 'Tourism' },
  { slug: 'transport', name: 'Transport' },
  { slug: 'turkey', name: 'Turkey' },
  { slug: 'ukraine', name: 'Ukraine' },
];

const sponsors: DemoSponsor[] = [
  { slug: 'kwork-ru', name: 'Kwork.ru', url: 'https://kwork.ru/', allowedOnSensitive: true },
  {
    slug: 'lantern-and-loaf',
    name: 'Lantern & Loaf',
    url: 'https://lantern-and-loaf.example/',
    allowedOnSensitive: false,
  },
  {
    slug: 'orrin-outdoor',
    name: 'Orrin Outdoor',
    url: 'https://orrin-outdoor.example/',
    allowedOnSensitive: false,
  },
];

const placements: DemoPlacement[] = [
  {
    slot: 'top',
    sponsor: 'kwork-ru',
    section: 'world',
    rule: { kind: 'top' },
    label: 'Sponsored',
    text: 'услуги фрилансеров от 500 руб.',
    href: 'https://kwork.ru/',
  },
  {
    slot: 'inText',
    sponsor: 'kwork-ru',
    section: 'world',
    rule: { kind: 'afterWords', words: 60 },
    label: 'Sponsored',
    text: 'услуги фрилансеров от 500 руб.',
    href: 'https://kwork.ru/',
  },
  {
    slot: 'inText',
    sponsor: 'lantern-and-loaf',
    section: 'culture',
    rule: { kind: 'everyBlocks', blocks: 4, max: 2 },
    label: 'Sponsored',
    text: 'Bread, soup and a reading lamp at every table.',
    href: 'https://lantern-and-loaf.example/evenings',
    startsAt: '2020-09-01T00:00:00.000Z',
  },
  {
    slot: 'end',
    sponsor: 'orrin-outdoor',
    section: 'sport',
    rule: { kind: 'end' },
    label: 'Sponsored',
    text: 'Mended for free for as long as you own it.',
    href: 'https://orrin-outdoor.example/repairs',
  },
  {
    slot: 'top',
    sponsor: 'orrin-outdoor',
    section: 'science',
    rule: { kind: 'top' },
    label: 'Sponsored',
    text: 'Our summer sale has ended; thank you.',
    href: 'https://orrin-outdoor.example/summer',
    startsAt: '2020-06-01T00:00:00.000Z',
    endsAt: '2020-08-31T23:59:59.000Z',
  },
  {
    slot: 'end',
    sponsor: 'lantern-and-loaf',
    rule: { kind: 'end' },
    label: 'Sponsored',
    text: 'Open from six in the morning.',
    href: 'https://lantern-and-loaf.example/',
  },
];

/** The whole demo site: what an empty database is filled with at the first start. */
export const demoSite: DemoSite = {
  site,
  sections,
  authors: demoAuthors,
  tags,
  sponsors,
  placements,
  articles: [
    ...worldArticles,
    ...europeArticles,
    ...businessArticles,
    ...scienceArticles,
    ...cultureArticles,
    ...sportArticles,
    ...technologyArticles,
    ...hiddenArticles,
  ],
};
