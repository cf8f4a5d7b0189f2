// `npm run issuer`: an OpenID Connect issuer for trying access tokens out on one machine. Its keys and its client's secret are for nothing else.
import { commandLine, positiveNumber, wordsOf } from '../platform/command-line.ts';
import { CLIENT, CONSOLE_CLIENT, OidcProvider, RESOURCE } from './issuer/oidc-provider.ts';

const USAGE = 'npm run issuer -- [port]';
const port = commandLine(USAGE, (args) => {
  const [given = '9090'] = wordsOf(args, { most: 1 });
  return positiveNumber('port', given);
});
const provider = new OidcProvider(port);
await provider.start();
console.log(`OIDC_ISSUER=${provider.issuer}
CONSOLE_CLIENT_ID=${CONSOLE_CLIENT.id}
CONSOLE_CLIENT_SECRET=${CONSOLE_CLIENT.secret}

To the console of an API at http://127.0.0.1:8080 people log in by any name and password; whose name begins with "viewer" may only read.

A token of its client ${CLIENT.id}, for ten minutes:

TOKEN=$(curl -s ${provider.issuer}/token -u ${CLIENT.id}:${CLIENT.secret} -d grant_type=client_credentials \\
  -d resource=${RESOURCE} -d 'scope=orders:read orders:write orders:operate' | jq -r .access_token)`);
