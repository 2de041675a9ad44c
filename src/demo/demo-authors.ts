import type { DemoAuthor } from './demo-types.js';

/** The newsroom of the demo site; every person in it is invented. */
export const demoAuthors: DemoAuthor[] = [
  {
    slug: 'paradox-newsroom',
    name: 'paradox newsroom',
    bio: 'The desk on duty, which follows the wires and compares what each side says before it writes.',
    links: [{ label: 'Website', url: 'https://paradox.example/about' }],
  },
  {
    slug: 'ilse-varga',
    name: 'Ilse Varga',
    bio: 'Writes about borders, rivers and the people beside both. Travels by train if there is one.',
    avatar: {
      url: '/demo/pictures/ilse-varga.svg',
      alt: 'Portrait of Ilse Varga in a blue-grey coat and a red scarf, a river behind her',
      width: 400,
      height: 400,
    },
    links: [{ label: 'Website', url: 'https://ilse-varga.example/' }],
  },
  {
    slug: 'tomas-okell',
    name: 'Tomas Okell',
    bio: 'Business reporter. Kept the books of a boatyard for nine years and still reads a ledger for fun.',
    avatar: {
      url: '/demo/pictures/tomas-okell.svg',
      alt: 'Portrait of Tomas Okell, bearded and with round glasses, by a window',
      width: 400,
      height: 400,
    },
    links: [{ label: 'Website', url: 'https://tomas-okell.example/' }],
  },
  {
    slug: 'maren-sund',
    name: 'Maren Sund',
    bio: 'Science editor. Trained as a marine biologist, counts swifts in summer and meteors in winter.',
    avatar: {
      url: '/demo/pictures/maren-sund.svg',
      alt: 'Portrait of Maren Sund in a red woollen hat on a pier',
      width: 400,
      height: 400,
    },
    links: [
      { label: 'Website', url: 'https://maren-sund.example/' },
      { label: 'Field notes', url: 'https://maren-sund.example/notes' },
    ],
  },
  {
    slug: 'adele-corbin',
    name: 'Adèle Corbin',
    bio: 'Covers culture in English and French, from village cinemas to museum cellars.',
    avatar: {
      url: '/demo/pictures/adele-corbin.svg',
      alt: 'Portrait of Adèle Corbin in a reading room, a book open before her',
      width: 400,
      height: 400,
    },
    links: [],
  },
  {
    slug: 'radu-lupescu-vale',
    name: 'Radu Lupescu-Vale',
    bio: 'Reports on sport and village life, in English and Romanian. A slow runner, a slower chess player.',
    links: [{ label: 'Website', url: 'https://radu-lv.example/' }],
  },
  {
    slug: 'june-abara',
    name: 'June Abara',
    bio: 'Technology writer with a weakness for tools that still work after ten years.',
    avatar: {
      url: '/demo/pictures/june-abara.svg',
      alt: 'Portrait of June Abara at a workbench, a pencil behind her ear',
      width: 400,
      height: 400,
    },
    links: [{ label: 'Website', url: 'https://june-abara.example/' }],
  },
];
