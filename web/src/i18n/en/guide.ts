// What each platform requires and asks, in plain English; shown before one leaves to it.
const needs = {
  instagram: [
    'A professional account (Business or Creator). Switching is free: Instagram → Settings → Account type.',
    'A Facebook page is not needed.',
  ],
  tiktok: [
    'A TikTok account that is not private.',
    'Leave every box ticked: without the statistics box there are no followers.',
  ],
  facebook: [
    'A page (not a personal profile) that you manage.',
    'In Facebook’s dialog, tick the page that merchants should see.',
  ],
  youtube: ['A channel. Its subscriber count must not be hidden.'],
  twitter: ['An account that is not protected.'],
  linkedin: ['A member profile or a page you administer.'],
  snapchat: ['A public profile.'],
  pinterest: ['A business account.'],
  threads: ['A Threads profile that is not private.'],
  twitch: ['A channel you own.'],
};

const scopes: Record<string, string> = {
  instagram_business_basic: 'Profile, followers and posts',
  instagram_business_manage_insights: 'Views, reach, saves and shares of posts',
  instagram_basic: 'Profile, followers and posts',
  instagram_manage_insights: 'Views, reach, saves and shares of posts',
  'user.info.basic': 'Name and picture',
  'user.info.profile': 'Handle, link and biography',
  'user.info.stats': 'Followers, likes and number of videos',
  'video.list': 'Public videos with their counts',
  pages_show_list: 'The list of pages you manage',
  pages_read_engagement: 'Followers and posts of the chosen page',
  pages_read_user_content: 'Comments that visitors leave',
  read_insights: 'Views and reach of the page',
  business_management: 'Pages that a business account manages',
  'https://www.googleapis.com/auth/youtube.readonly': 'Channel, subscribers and videos',
  'https://www.googleapis.com/auth/yt-analytics.readonly': 'Views and watch time',
  threads_basic: 'Profile and posts',
  threads_manage_insights: 'Followers, views and likes',
  'users.read': 'Profile and followers',
  'tweet.read': 'Posts with their counts',
  'offline.access': 'To measure while you are away',
  r_member_profileAnalytics: 'Followers',
  r_member_postAnalytics: 'Figures of your posts',
  'user_accounts:read': 'Profile and account figures',
  'pins:read': 'Pins with their counts',
  'boards:read': 'Boards, which pins are listed by',
  'moderator:read:followers': 'Followers of the channel',
};

export default { needs, scopes };
