import { lazy, Suspense } from 'react';
import { Link, Route, Switch, useRoute } from 'wouter';
import styles from './app.module.css';
import { OrdersPage } from './list/orders-page.tsx';
import { isOpen } from './page.ts';
import { Empty, Loading } from './parts/states.tsx';
import { zoneName } from './words/time.ts';

// The list is what a day begins with; the rest is fetched when somebody goes there.
const OrderPage = lazy(async () => ({ default: (await import('./order/order-page.tsx')).OrderPage }));
const AttentionPage = lazy(async () => ({ default: (await import('./attention/attention-page.tsx')).AttentionPage }));
const StockPage = lazy(async () => ({ default: (await import('./stock/stock-page.tsx')).StockPage }));
const EndpointsPage = lazy(async () => ({ default: (await import('./webhooks/endpoints-page.tsx')).EndpointsPage }));
const EndpointPage = lazy(async () => ({ default: (await import('./webhooks/endpoint-page.tsx')).EndpointPage }));
const ShopPage = lazy(async () => ({ default: (await import('./shop/shop-page.tsx')).ShopPage }));

const PLACES = [
  ['/', 'Orders'],
  ['/attention', 'Attention'],
  ['/stock', 'Stock'],
  ['/webhooks', 'Webhooks'],
  ['/shop', 'The shop'],
] as const;

export function App() {
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#main">
        Skip to the page
      </a>
      <header className={styles['rail']}>
        <Link className={styles['brand']} href="/">
          Durable Orders
        </Link>
        <nav className={styles['nav']} aria-label="Console">
          {PLACES.map(([href, name]) => (
            <Place key={href} href={href} name={name} />
          ))}
        </nav>
        <p className={styles['foot']}>Times are in {zoneName}.</p>
      </header>
      <div>
        {isOpen && (
          <aside className={styles['banner']} aria-label="Access">
            Nobody logs in here: whoever reaches this address may do everything.
          </aside>
        )}
        <main id="main" className={styles['main']}>
          <Suspense fallback={<Loading />}>{isOpen ? <Pages /> : <LoginMissing />}</Suspense>
        </main>
      </div>
    </div>
  );
}

function Place({ href, name }: { readonly href: string; readonly name: string }) {
  const [isHere] = useRoute(href === '/' ? '/' : `${href}/*?`);
  return (
    <Link href={href} aria-current={isHere ? 'page' : undefined}>
      {name}
    </Link>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={OrdersPage} />
      <Route path="/orders/:id">{({ id }) => <OrderPage key={id} id={id} />}</Route>
      <Route path="/attention" component={AttentionPage} />
      <Route path="/stock" component={StockPage} />
      <Route path="/webhooks" component={EndpointsPage} />
      <Route path="/webhooks/:endpointId">{({ endpointId }) => <EndpointPage key={endpointId} endpointId={endpointId} />}</Route>
      <Route path="/shop" component={ShopPage} />
      <Route>
        <Empty title="There is nothing here" />
      </Route>
    </Switch>
  );
}

function LoginMissing() {
  return (
    <Empty title="The console cannot log in yet">
      <p>
        This API wants an access token of its callers, and the console has no login: use the API, or a console of an API without an issuer.
      </p>
    </Empty>
  );
}
