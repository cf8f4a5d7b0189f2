interface LoginLinkProps {
  /** In a tab of its own, so that what was typed here stays. */
  readonly isAside?: boolean;
}

/** The API sends the browser to the issuer, and back to this page. */
export function LoginLink({ isAside = false }: LoginLinkProps) {
  const to = isAside ? '/console/' : location.pathname + location.search;
  return (
    <a href={`/console/login?to=${encodeURIComponent(to)}`} {...(isAside && { target: '_blank', rel: 'noopener' })}>
      {isAside ? 'Log in again in a new tab' : 'Log in'}
    </a>
  );
}
