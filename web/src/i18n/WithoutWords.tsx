// In place of the app while its words could not be downloaded, so that nobody looks at an empty window: these few are here.
import { useEffect } from 'react';

/** `reloads`: once the network is back; a host application's page is not ours to reload. */
export function WithoutWords({ reloads }: { reloads: boolean }) {
  useEffect(() => {
    if (!reloads) return;
    const reload = () => window.location.reload();
    window.addEventListener('online', reload);
    return () => window.removeEventListener('online', reload);
  }, [reloads]);
  return (
    <div className="pgs without-words">
      <div className="state state-error" role="alert">
        <h1>L’affichage n’a pas abouti</h1>
        <p>La connexion est peut-être coupée. Rechargez la page.</p>
        <p lang="en">This could not be shown. The connection may be down: reload the page.</p>
        <div className="state-action">
          {/* Browsers remember a download that failed until the page is loaded anew. */}
          <button type="button" className="button button-plain" onClick={() => window.location.reload()}>
            <span>
              Recharger · <span lang="en">Reload</span>
            </span>
          </button>
        </div>
      </div>
    </div>
  );
}
