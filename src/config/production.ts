// Libraries check more, and take longer, unless they are told that this is no development: graphql-js alone compares
// every type by name as well. Imported first of all, since they look once, when they are loaded.
process.env['NODE_ENV'] ??= 'production';
