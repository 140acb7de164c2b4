/// <reference types="@tarojs/taro" />
declare module '*.png'
declare module '*.css'

/** Where the station's server answers, without a trailing slash; empty = the host the page came from (browser preview). */
declare const API_BASE: string
