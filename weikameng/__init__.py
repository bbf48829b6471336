"""weikameng (微卡盟): refunds for virtual goods, quick, explainable, provable, never twice."""
