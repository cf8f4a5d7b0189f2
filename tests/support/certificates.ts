import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Certificates of an authority of our own, in a folder; they need `openssl`. */
export function createAuthority(folder: string, name = 'authority') {
  const file = (called: string) => path.join(folder, called);
  const [caFile, caKey] = [file(`${name}.crt`), file(`${name}.key`)];
  openssl(['req', '-x509', ...newKey(caKey), '-out', caFile, '-days', '2', '-subj', `/CN=${name}`]);
  return {
    caFile,
    ca: readFileSync(caFile),
    /** For the host `localhost`, or a client that is called so. */
    issue(subject: string, days = 2): Certificate {
      const [certFile, keyFile, request] = [file(`${subject}.crt`), file(`${subject}.key`), file(`${subject}.csr`)];
      openssl(['req', ...newKey(keyFile), '-out', request, '-subj', `/CN=${subject}`]);
      writeFileSync(file('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
      openssl([
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        caFile,
        '-CAkey',
        caKey,
        '-CAcreateserial',
        '-out',
        certFile,
        '-days',
        String(days),
        '-extfile',
        file('names'),
      ]);
      return { certFile, keyFile };
    },
  };
}

function newKey(keyFile: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
