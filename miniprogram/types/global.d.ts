/// <reference types="@tarojs/taro" />
declare module '*.png'
declare module '*.css'
