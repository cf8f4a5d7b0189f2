import { lazy, Suspense } from 'react';
import { Link, Route, Switch, useRoute } from 'wouter';
import styles from './app.module.css';
import { OrdersPage } from './list/orders-page.tsx';
import { Empty, Loading } from './parts/states.tsx';
import { Account } from './session/account.tsx';
import { AccessBanner, Admitted } from './session/admitted.tsx';
import { useMay, type Scope } from './session/session.ts';
import { zoneName } from './words/time.ts';

// The list is what a day begins with; the rest is fetched when somebody goes there.
const OrderPage = lazy(async () => ({ default: (await import('./order/order-page.tsx')).OrderPage }));
const AttentionPage = lazy(async () => ({ default: (await import('./attention/attention-page.tsx')).AttentionPage }));
const StockPage = lazy(async () => ({ default: (await import('./stock/stock-page.tsx')).StockPage }));
const EndpointsPage = lazy(async () => ({ default: (await import('./webhooks/endpoints-page.tsx')).EndpointsPage }));
const EndpointPage = lazy(async () => ({ default: (await import('./webhooks/endpoint-page.tsx')).EndpointPage }));
const ShopPage = lazy(async () => ({ default: (await import('./shop/shop-page.tsx')).ShopPage }));

/** With what the API asks of whoever looks there. */
const PLACES: readonly PlaceProps[] = [
  { href: '/', name: 'Orders', needs: 'orders:read' },
  { href: '/attention', name: 'Attention', needs: 'orders:read' },
  { href: '/stock', name: 'Stock', needs: 'orders:read' },
  { href: '/webhooks', name: 'Webhooks', needs: 'orders:operate' },
  { href: '/shop', name: 'The shop', needs: 'orders:read' },
];

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
          {PLACES.map((place) => (
            <Place key={place.href} {...place} />
          ))}
        </nav>
        <Account />
        <p className={styles['foot']}>Times are in {zoneName}.</p>
      </header>
      <div>
        <AccessBanner />
        <main id="main" className={styles['main']}>
          <Suspense fallback={<Loading />}>
            <Admitted>
              <Pages />
            </Admitted>
          </Suspense>
        </main>
      </div>
    </div>
  );
}

interface PlaceProps {
  readonly href: string;
  readonly name: string;
  readonly needs: Scope;
}

function Place({ href, name, needs }: PlaceProps) {
  const [isHere] = useRoute(href === '/' ? '/' : `${href}/*?`);
  if (!useMay(needs)) return null;
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
        <Empty isWholePage title="There is nothing here" />
      </Route>
    </Switch>
  );
}
