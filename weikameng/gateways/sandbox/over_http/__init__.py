"""The sandbox over HTTP (N8): Alipay, WeChat Pay, SMS and suppliers as strangers on loopback."""
