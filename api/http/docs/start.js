// What partners call is signed by them: there is nothing to try.
const partnersAlone = () => ({
  statePlugins: {
    spec: { wrapSelectors: { allowTryItOutFor: () => (_state, path) => !path.startsWith('/webhooks/') } },
  },
});

globalThis.SwaggerUIBundle({
  dom_id: '#swagger-ui',
  url: '../openapi.json',
  deepLinking: true,
  // The badge would send this address to a public validator.
  validatorUrl: null,
  plugins: [partnersAlone],
});
