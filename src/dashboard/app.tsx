import { useEffect, useRef } from 'preact/hooks';
import { AuditPage } from './pages/audit.js';
import { CallPage } from './pages/call.js';
import { HealthPage } from './pages/health.js';
import { HistoryPage } from './pages/history.js';
import { LivePage } from './pages/live.js';
import { LoginPage } from './pages/login.js';
import { SettingsPage } from './pages/settings.js';
import { AlarmPanel } from './parts/alarm-panel.js';
import { Banners, LostBanner } from './parts/banners.js';
import { ConfirmDialog } from './parts/confirm.js';
import { Header } from './parts/header.js';
import { Heading } from './parts/heading.js';
import { ToastPlace } from './parts/toast.js';
import { assertive, polite } from './state/attention.js';
import { connection } from './state/overview.js';
import { words } from './state/preferences.js';
import { route } from './state/router.js';
import { session } from './state/session.js';

/** The whole page: what is always there, and the place one is at. */
export function App() {
  const who = session.value;
  const signedIn = who !== undefined && who.role !== null;
  return (
    <>
      <a class="skip" href="#content">
        {words.value.nav.skip}
      </a>
      <Header signedIn={signedIn} />
      <main id="content" class="content">
        {signedIn && <Banners />}
        {signedIn && <AlarmPanel />}
        {who === undefined ? (
          <>
            <div class="banners">
              <LostBanner says={words.value.failed.offline} />
            </div>
            {connection.value !== 'lost' && (
              <p class="soft" role="status">
                {words.value.live.loading}
              </p>
            )}
          </>
        ) : signedIn ? (
          <Place />
        ) : (
          <LoginPage />
        )}
      </main>
      <ConfirmDialog />
      <ToastPlace />
      <LiveRegions />
    </>
  );
}

function Place() {
  const at = route.value;
  const arrived = useRef(false);
  useEffect(() => {
    // Not on the first look: there the reader begins at the top anyway.
    if (arrived.current) document.getElementById('page-heading')?.focus({ preventScroll: true });
    arrived.current = true;
  }, [at]);
  switch (at.page) {
    case 'live':
      return <LivePage />;
    case 'call':
      return <CallPage key={at.callId} callId={at.callId} />;
    case 'history':
      return <HistoryPage />;
    case 'health':
      return <HealthPage />;
    case 'settings':
      return <SettingsPage />;
    case 'audit':
      return <AuditPage />;
    case 'unknown':
      return (
        <>
          <Heading>{words.value.failed.notFound}</Heading>
          <a href="/">{words.value.action.back}</a>
        </>
      );
  }
}

/** What screen readers say without being asked. */
function LiveRegions() {
  return (
    <>
      <div class="sr" role="alert" aria-live="assertive">
        {assertive}
      </div>
      <div class="sr" role="status" aria-live="polite">
        {polite}
      </div>
    </>
  );
}
