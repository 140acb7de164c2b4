/** The look of WeChat's built-in components and of the frame around a page: near to the original, not equal. */
export const BUILTIN_CSS = `
:root{--rpx:calc(100vw / 750)}
html,body{margin:0;padding:0;height:100%}
#wx-app{display:flex;flex-direction:column;height:100%;position:relative;overflow:hidden;font-size:16px;line-height:1.4}
#wx-nav{flex:none;height:44px;display:flex;align-items:center;justify-content:center;position:relative;font-size:17px;font-weight:500}
#wx-nav .wx-back{position:absolute;left:12px;padding:8px}
#wx-pages{flex:1;position:relative;overflow:hidden}
#wx-tabs{flex:none;display:none;height:50px;border-top:1px solid #ddd;background:#fff}
#wx-tabs .wx-tab{flex:1;display:flex;align-items:center;justify-content:center;font-size:12px}
#wx-tabs .wx-tab.on{font-weight:bold}
wx-page{display:block;position:absolute;inset:0;overflow-y:auto;background:#fff}
wx-page[hidden]{display:none}
wx-view,wx-swiper,wx-swiper-item,wx-cover-view,wx-form,wx-picker,wx-navigator,wx-rich-text,wx-radio-group,wx-checkbox-group,wx-picker-view,wx-movable-area,wx-map,wx-web-view,wx-page-container,wx-root-portal{display:block}
wx-text{display:inline;white-space:pre-wrap}
wx-scroll-view{display:block;width:100%}
wx-scroll-view[scroll-y]{overflow-y:auto}wx-scroll-view[scroll-x]{overflow-x:auto;white-space:nowrap}
wx-image{display:inline-block;width:320px;height:240px;overflow:hidden}wx-image>img{width:100%;height:100%;display:block;object-fit:fill}
wx-image>img[data-mode=aspectFit]{object-fit:contain}wx-image>img[data-mode=aspectFill]{object-fit:cover}wx-image[mode=widthFix]{height:auto}wx-image>img[data-mode=widthFix]{height:auto}
wx-button{display:block;position:relative;margin-left:auto;margin-right:auto;padding:0 14px;box-sizing:border-box;font-size:18px;text-align:center;line-height:2.55555556;border-radius:5px;overflow:hidden;color:#000;background:#f8f8f8;border:1px solid rgba(0,0,0,.2);cursor:pointer}
wx-button[type=primary]{color:#fff;background:#07c160}wx-button[type=warn]{color:#fff;background:#e64340}
wx-button[size=mini]{display:inline-block;line-height:2.3;font-size:13px;padding:0 1.34em}
wx-button[disabled]{opacity:.5}wx-button[plain]{background:transparent}
wx-input{display:block;height:1.4rem;min-height:1.4rem;overflow:hidden}wx-input>input{border:0;outline:0;padding:0;margin:0;width:100%;height:100%;font:inherit;color:inherit;background:transparent}
wx-textarea{display:block;width:300px;height:150px}wx-textarea>textarea{border:0;outline:0;padding:0;width:100%;height:100%;font:inherit;resize:none;background:transparent}
wx-switch{display:inline-block;width:52px;height:32px;border-radius:16px;background:#ddd;position:relative}wx-switch.wx-on{background:#04be02}wx-switch::after{content:'';position:absolute;left:2px;top:2px;width:28px;height:28px;border-radius:50%;background:#fff}wx-switch.wx-on::after{left:22px}
wx-checkbox,wx-radio{display:inline-block}wx-checkbox::before{content:'☐ '}wx-checkbox.wx-on::before{content:'☑ '}wx-radio::before{content:'○ '}wx-radio.wx-on::before{content:'◉ '}
.wx-mask{position:absolute;inset:0;z-index:1000;background:rgba(0,0,0,.5);display:flex;align-items:center;justify-content:center}
.wx-dialog{background:#fff;border-radius:8px;min-width:75%;max-width:90%;max-height:80%;overflow:auto;text-align:center}
.wx-dialog>*{padding:12px;border-bottom:1px solid #eee}
.wx-dialog .wx-title{font-weight:bold}
.wx-toast{position:absolute;left:50%;top:45%;transform:translate(-50%,-50%);z-index:1001;background:rgba(17,17,17,.8);color:#fff;border-radius:6px;padding:12px 16px;max-width:70%}
`
