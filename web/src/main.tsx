// Starts the app in the page that nginx serves.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import './styles';

const root = document.getElementById('root');
if (root) {
  root.classList.add('pgs');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
