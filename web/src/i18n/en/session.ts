// Signing in and out, in English.
export default {
  demoTitle: 'Who would you like to be?',
  demoLede:
    'This is a demonstration with sample people and simulated platforms. In production, the application around pg_social signs people in.',
  demoFailed: 'This person could not be signed in. The demo may have been restarted: reload this page.',
  roleLede: {
    influencer: 'Connect accounts, watch figures grow',
    merchant: 'Find and compare creators',
    admin: 'See whether all is well',
  },
  signedOutTitle: 'You are signed out',
  signedOutBody: 'Open this page again from the application where you sign in.',
};
