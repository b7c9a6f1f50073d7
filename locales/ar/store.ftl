# What citizens and staff are told when the kiosk cannot keep or find something (src/store).
store-full = لا يستطيع هذا الجهاز استقبال طلبات أخرى. لم يُفقد شيء. يرجى طلب مساعدة موظف.
store-tickets-only = لا يستطيع هذا الجهاز استقبال الطلبات الآن. أرقام الانتظار متاحة. يرجى طلب مساعدة موظف.
store-failed = تعذّر حفظ إجاباتك. حاول مرة أخرى أو اطلب مساعدة موظف.
store-in-use = يستخدم برنامج آخر قاعدة بيانات الجهاز.
store-newer = كُتبت قاعدة بيانات الجهاز بإصدار أحدث.
store-not-possible = لا يمكن فعل ذلك الآن.
store-job-interrupted = أُعيد تشغيل الجهاز أثناء الطباعة. قد تكون الورقة طُبعت أو لم تُطبع.
