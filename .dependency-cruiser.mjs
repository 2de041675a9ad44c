/** The arrows of the design: edges → service or query → platform; a feature shows others its suffixed files only. */

const FEATURE = '^src/(?!platform/|config/|cli/)([^/]+)/';
const OTHER_FEATURE = '^src/(?!platform/|config/|cli/|$1/)[^/]+/';
const EDGE = '\\.(controller|resolver)\\.ts$';
const SPEC = '\\.spec\\.ts$';

/** Roles that other features may import, by suffix. */
const SHARED_ROLES = '[.-](query|service|view|module|errors|codes)\\.ts$';
/** What edges may take from another feature as well: the inputs of a field that both offer, and who is asking. */
const SHARED_WITH_EDGES =
  '([.-](inputs|args)|^src/access/viewer\\.decorators|^src/articles/article-param)\\.ts$';
/** Building blocks: pure functions and SQL that several features put their own answers together from. */
const BUILDING_BLOCKS =
  '^src/(articles/(article-(draft|edit|filter|lookup|row|slug|spans|tags|turns|url)|comment-policy|head-tags|permalink|visibility)|comments/comment-token|imports/(converted-report|imported-article|import-(fault|report|run|source)|json-fields|json\\.reader|shown-name)|markup/[a-z-]+|sections/section-slug|notifications/subscribing|partners/hearing|site/site-label|share-links/share-networks|words/[a-z-]+|body/(body|body-limits|own-images|clean-text|comment-text|embeds|markdown|plain-text|portable-html))\\.ts$';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A field typed with a class from a cycle throws at start, in Node alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'platform-knows-no-news',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: SPEC },
      to: { path: '^(src/(?!platform/)|migrations/)' },
    },
    {
      name: 'body-and-config-stand-alone',
      comment: 'Both are libraries: text in, text or values out. What they take from elsewhere is pure, too.',
      severity: 'error',
      from: { path: '^src/(body|config)/', pathNot: SPEC },
      to: { path: '^src/(?!$1/|platform/(api/errors|http/parse-url))' },
    },
    {
      name: 'settings-are-passed-in',
      comment: 'What starts the application reads the settings; everything else takes options.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: ['^src/(config|cli)/', SPEC] },
      to: { path: '^src/config/' },
    },
    {
      name: 'roots-are-not-imported',
      comment: 'The files at the top put the features together, so no feature may need them.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: ['^src/cli/', SPEC] },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'entities-are-private',
      severity: 'error',
      from: { path: '^(src)/([^/]+)/' },
      to: { path: '\\.(entity|entities)\\.ts$', pathNot: '^src/($2|platform)/' },
    },
    {
      name: 'entities-are-not-for-the-top',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$' },
      to: { path: '\\.(entity|entities)\\.ts$' },
    },
    {
      name: 'edges-know-no-database',
      severity: 'error',
      from: { path: EDGE },
      to: { path: '(node_modules/(typeorm|@nestjs/typeorm|pg)/|^src/platform/database/)' },
    },
    {
      name: 'features-share-roles-and-blocks',
      severity: 'error',
      from: { path: FEATURE, pathNot: [SPEC, EDGE] },
      to: { path: OTHER_FEATURE, pathNot: [SHARED_ROLES, BUILDING_BLOCKS] },
    },
    {
      name: 'edges-share-inputs-too',
      severity: 'error',
      from: { path: `${FEATURE}.*${EDGE}` },
      to: { path: OTHER_FEATURE, pathNot: [SHARED_ROLES, BUILDING_BLOCKS, SHARED_WITH_EDGES] },
    },
    {
      name: 'edges-stand-alone',
      comment: 'A controller or resolver is put into its module, and used by nothing else.',
      severity: 'error',
      from: { pathNot: ['\\.module\\.ts$', SPEC] },
      to: { path: EDGE, pathNot: '^src/platform/api/openapi\\.controller' },
    },
    {
      name: 'dist-needs-no-dev-dependency',
      comment: 'The built application runs after `npm prune --omit=dev`.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'dist-needs-no-test',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: SPEC },
      to: { path: `^(test|scripts|examples)/|${SPEC}` },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
