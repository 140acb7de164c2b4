/** WeChat's built-in components. In the document each becomes a custom element `wx-<name>`. */
export const BUILTIN = (
  'view text button input textarea form picker picker-view picker-view-column scroll-view image switch checkbox ' +
  'checkbox-group radio radio-group label swiper swiper-item navigator web-view rich-text progress icon slider ' +
  'cover-view cover-image map canvas video audio camera movable-area movable-view open-data official-account ad ' +
  'page-meta navigation-bar root-portal page-container share-element match-media editor live-player live-pusher'
).split(' ')
