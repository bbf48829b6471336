"""Messages to people outside the platform: SMS by Aliyun and Tencent, e-mail by SMTP (R5.1)."""
