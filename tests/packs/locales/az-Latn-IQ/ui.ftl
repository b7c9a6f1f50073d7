# A sample that no native speaker has reviewed.
attract-welcome = Hoş geldiniz
attract-choose = Başlamak için dilinize dokunun
attract-choose-draft = Başlamak için dilinize dokunun (taslak)
attract-speech = Sesli yardım var
attract-audio = Bu ekranı dinlemek için kulaklık takın.
home-title = Bugün neye ihtiyacınız var?
home-service = Bir hizmete başla
home-service-about = Başvuru, yenileme veya kayıt
home-ticket = Yalnız sıra numarası
home-ticket-about = Numara alın ve sıranızı bekleyin
home-status = Başvurumu izle
home-help = Görevliden yardım
action-back = Geri
action-continue = Devam
page-of = Sayfa { $n } / { $of }
    .speech = Sayfa { $n }, toplam { $of }
