// An existing application as the replaced guide describes it: its own router and heading, the three screens mounted.
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Route, Routes } from 'react-router';
import { OAuthCallback, SocialMediaConnections, SocialMediaHistory, SocialProvider } from 'pg-social-web';
import 'pg-social-web/pg-social.css';

const { baseUrl, token } = window.hostSettings;

createRoot(document.getElementById('root')).render(
    <BrowserRouter>
        <h1 id="host-title">The host’s own page</h1>
        <SocialProvider baseUrl={baseUrl} getToken={() => token} locale="en">
            <Routes>
                <Route path="/influencer/social-media" element={<SocialMediaConnections />} />
                <Route path="/influencer/social-media/history" element={<SocialMediaHistory />} />
                <Route path="/oauth/callback/:platform" element={<OAuthCallback />} />
            </Routes>
        </SocialProvider>
    </BrowserRouter>,
);
